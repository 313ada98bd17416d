using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats.Numpy;

public sealed class NpyFormatTests : FormatConformance<double[,]>
{
    protected override IArtifactFormat Format => new NpyFormat();

    protected override double[,] Make() => new[,] { { 1.5, double.NaN, double.Epsilon }, { -0.0, double.NegativeInfinity, 1e300 } };

    protected override void AssertSame(double[,] expected, double[,] actual) => Assert.Equal(expected, actual);

    [Fact]
    public async Task The_mismatch_names_the_dtype_and_the_shape()
    {
        using var saved = await SavedFiles.SaveAsync(Format, new double[3]);

        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<double[,]>());

        Assert.Equal(ErrorCode.TypeMismatch, error.Code);
        Assert.Contains("holds float64 of shape (3); it was asked as double[,]. Ask for double[].", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(float[]))]
    [InlineData(typeof(long[]))]
    [InlineData(typeof(double[,,]))]
    [InlineData(typeof(List<double>))]
    public async Task Nothing_is_converted(Type type)
    {
        using var saved = await SavedFiles.SaveAsync(Format, new double[3]);

        Assert.Equal(ErrorCode.TypeMismatch, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync(type))).Code);
    }

    [Fact]
    public async Task Signed_and_unsigned_are_not_mixed_up_by_the_runtimes_covariance()
    {
        using var saved = await SavedFiles.SaveAsync(Format, new uint[] { uint.MaxValue });

        Assert.Equal(ErrorCode.TypeMismatch, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<int[]>())).Code);
        Assert.Equal(uint.MaxValue, Assert.Single(await saved.LoadAsync<uint[]>()));
        Assert.False(Format.CanSave(new DayOfWeek[1]));
        Assert.False(Format.CanSave(new decimal[1]));
        Assert.False(Format.CanSave(new double[1][]));
    }

    [Fact]
    public async Task A_cut_file_whose_digest_agrees_is_corrupt()
    {
        using var whole = await SavedFiles.SaveAsync(Format, Make());
        var bytes = await File.ReadAllBytesAsync(whole.PathOf(whole.Manifest.Files[0]));

        for (var length = 0; length < bytes.Length; length++)
        {
            using var cut = await SavedFiles.OfAsync(Format, ("value.npy", bytes[..length]));
            Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => cut.LoadAsync<double[,]>())).Code);
        }
    }

    [Fact]
    public async Task Bytes_behind_the_array_are_corrupt()
    {
        using var whole = await SavedFiles.SaveAsync(Format, Make());
        var bytes = await File.ReadAllBytesAsync(whole.PathOf(whole.Manifest.Files[0]));

        using var longer = await SavedFiles.OfAsync(Format, ("value.npy", [.. bytes, 0]));

        var error = await Assert.ThrowsAsync<LineaException>(() => longer.LoadAsync<double[,]>());
        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains("takes 48 bytes, 49 follow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_does_not_start_at_0_is_refused()
    {
        var array = Array.CreateInstance(typeof(int), [2, 2], [1, 0]);

        var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(Format, array));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
    }
}
