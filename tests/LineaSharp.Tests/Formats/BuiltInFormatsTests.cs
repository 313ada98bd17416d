using LineaSharp.Formats;
using Xunit;

namespace LineaSharp.Tests.Formats;

public sealed class BuiltInFormatsTests
{
    [Fact]
    public void Json_is_asked_last() =>
        Assert.Equal(["text", "bytes", "file", "directory", "stream", "npy", "json"], BuiltInFormats.Create().Select(f => f.Name));

    public static TheoryData<object, string> Values() => new()
    {
        { "text", "text" },
        { new byte[1], "bytes" },
        { new Memory<byte>([1]), "bytes" },
        { new FileInfo("/x"), "file" },
        { new DirectoryInfo("/x"), "directory" },
        { new MemoryStream(), "stream" },
        { new double[1], "npy" },
        { new byte[1, 1], "npy" },
        { new sbyte[1], "npy" },
        { new DayOfWeek[1], "json" },
        { new decimal[1], "json" },
        { new double[1][], "json" },
        { new List<double>(), "json" },
        { 5, "json" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Each_value_has_its_format(object value, string format) =>
        Assert.Equal(format, BuiltInFormats.Create().First(f => f.CanSave(value)).Name);
}
