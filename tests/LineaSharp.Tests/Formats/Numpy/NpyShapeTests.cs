using LineaSharp.Formats;
using Xunit;

namespace LineaSharp.Tests.Formats.Numpy;

public sealed class NpyShapeTests
{
    [Theory]
    [InlineData(8L, 8)]
    [InlineData(24L, 8, 3L)]
    [InlineData(0L, 8, 0L)]
    [InlineData(0L, 8, 5L, 0L, 7L)]
    [InlineData(39_200_000_000L, 8, 70_000L, 70_000L)]
    [InlineData(long.MaxValue, 1, long.MaxValue)]
    [InlineData(34_359_738_368L, 16, 2_147_483_648L)]
    public void Sizes_are_computed_in_64_bits(long bytes, int elementSize, params long[] shape) =>
        Assert.Equal(bytes, NpyShape.DataLength(shape, elementSize));

    [Theory]
    [InlineData(8, long.MaxValue)]
    [InlineData(1, 4_294_967_296L, 4_294_967_296L)]
    [InlineData(2, 4_611_686_018_427_387_904L)]
    [InlineData(8, long.MaxValue, 0L)]
    public void A_size_beyond_64_bits_is_told(int elementSize, params long[] shape) =>
        Assert.Throws<OverflowException>(() => NpyShape.DataLength(shape, elementSize));

    [Fact]
    public void Shapes_that_dotnets_arrays_can_have_are_kept()
    {
        Assert.Equal([1], NpyShape.ForDotnet([])!);
        Assert.Equal([0, 3], NpyShape.ForDotnet([0, 3])!);
        Assert.Equal([65_535, 65_537], NpyShape.ForDotnet([65_535, 65_537])!);
        Assert.Equal([Array.MaxLength], NpyShape.ForDotnet([Array.MaxLength])!);
    }

    [Fact]
    public void Larger_shapes_are_refused()
    {
        Assert.Null(NpyShape.ForDotnet([Array.MaxLength + 1L]));
        Assert.Null(NpyShape.ForDotnet([65_536, 65_536]));
        Assert.Null(NpyShape.ForDotnet([65_536, 65_536, 0]));
        Assert.Null(NpyShape.ForDotnet([.. Enumerable.Repeat(1L, 33)]));
        Assert.Null(NpyShape.ForDotnet([.. Enumerable.Repeat((long)Array.MaxLength, 32)]));
    }
}
