using LineaSharp.Repositories;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Repositories;

public sealed class LocalArtifactRepositoryTests : ArtifactRepositoryConformance
{
    private readonly TempFolder _temp = new();

    protected override IArtifactRepository New() => new LocalArtifactRepository(_temp.File("repository"));

    protected override void Dispose(bool disposing)
    {
        _temp.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public async Task Links_below_the_root_are_neither_followed_nor_listed()
    {
        var repository = New();
        await repository.PutFileAsync("real", Source("in"), new PutOptions(), default);
        File.WriteAllText(_temp.File("secret"), "outside");
        Directory.CreateDirectory(_temp.File("outside"));
        File.CreateSymbolicLink(_temp.File("repository", "link"), _temp.File("secret"));
        Directory.CreateSymbolicLink(_temp.File("repository", "folder"), _temp.File("outside"));

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => repository.OpenReadAsync("link", default))).Code);
        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => repository.PutFileAsync("folder/x", Source("y"), new PutOptions(), default))).Code);
        Assert.Empty(Directory.GetFiles(_temp.File("outside")));
        var listed = new List<string>();
        await foreach (var entry in repository.ListAsync("", default)) listed.Add(entry.Path);
        Assert.Equal(["real"], listed);
    }

    [Fact]
    public async Task The_root_may_itself_be_a_link()
    {
        Directory.CreateDirectory(_temp.File("mounted"));
        Directory.CreateSymbolicLink(_temp.File("store"), _temp.File("mounted"));
        var repository = new LocalArtifactRepository(_temp.File("store"));

        await repository.PutFileAsync("x", Source("y"), new PutOptions(), default);

        Assert.True(File.Exists(_temp.File("mounted", "x")));
    }

    private string Source(string text)
    {
        var file = _temp.File(Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, text);
        return file;
    }
}
