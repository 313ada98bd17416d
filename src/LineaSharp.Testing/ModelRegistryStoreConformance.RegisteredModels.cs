using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

public abstract partial class ModelRegistryStoreConformance
{
    [Fact]
    public async Task A_new_registered_model_has_what_it_was_given_and_no_version()
    {
        var name = NewName("My Model é+%");

        await Client.CreateRegisteredModelAsync(name, Tag("team", "x"), "what it is");

        var model = await Client.GetRegisteredModelAsync(name);
        Assert.Equal((name, "what it is", "x"), (model.Name, model.Description, model.Tags["team"]));
        Assert.Empty(model.LatestVersions);
        Assert.Empty(model.Aliases);
        Assert.Equal(model.CreationTime, model.LastUpdateTime);
    }

    [Fact]
    public async Task A_name_is_registered_once_and_minds_case()
    {
        var name = await NewModelAsync("clf");

        await RefusedAsync(Exists, () => Client.CreateRegisteredModelAsync(name));
        await Client.CreateRegisteredModelAsync(name.ToUpperInvariant());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData(".")]
    [InlineData("..")]
    public virtual async Task A_name_that_is_empty_or_reads_as_a_path_is_refused(string name) =>
        await RefusedAsync(Invalid, () => Client.CreateRegisteredModelAsync(name));

    [Fact]
    public async Task What_is_not_registered_is_not_found()
    {
        var name = NewName();

        await RefusedAsync(NotFound, () => Client.GetRegisteredModelAsync(name));
        await RefusedAsync(NotFound, () => Client.UpdateRegisteredModelAsync(name, "x"));
        await RefusedAsync(NotFound, () => Client.RenameRegisteredModelAsync(name, NewName()));
        await RefusedAsync(NotFound, () => Client.DeleteRegisteredModelAsync(name));
        await RefusedAsync(NotFound, () => Client.SetRegisteredModelTagAsync(name, "k", "v"));
        await RefusedAsync(NotFound, () => Client.DeleteRegisteredModelTagAsync(name, "k"));
        await RefusedAsync(NotFound, () => Client.GetLatestVersionsAsync(name));
        await RefusedAsync(NotFound, () => Client.CreateModelVersionAsync(name, Source));
        Assert.Null(await Client.FindRegisteredModelAsync(name));
    }

    [Fact]
    public async Task A_description_changes_and_the_time_of_update_with_it()
    {
        var name = await NewModelAsync();
        await TickAsync();

        var updated = await Client.UpdateRegisteredModelAsync(name, "new");

        Assert.Equal("new", updated.Description);
        Assert.True(updated.LastUpdateTime > updated.CreationTime);
    }

    [Fact]
    public async Task A_renamed_model_keeps_its_versions_tags_and_aliases()
    {
        var name = await NewModelAsync(versions: 2);
        await Client.SetRegisteredModelTagAsync(name, "team", "x");
        await Client.SetModelVersionTagAsync(name, 2, "ok", "yes");
        await Client.SetRegisteredModelAliasAsync(name, "champion", 2);
        var newName = NewName("renamed");

        await Client.RenameRegisteredModelAsync(name, newName);

        await RefusedAsync(NotFound, () => Client.GetRegisteredModelAsync(name));
        var model = await Client.GetRegisteredModelAsync(newName);
        Assert.Equal(("x", 2), (model.Tags["team"], model.Aliases["champion"]));
        Assert.Equal("yes", (await Client.GetModelVersionAsync(newName, 2)).Tags["ok"]);
    }

    [Fact]
    public virtual async Task A_model_cannot_take_another_ones_name()
    {
        var (one, other) = (await NewModelAsync(), await NewModelAsync());

        await RefusedAsync(Exists, () => Client.RenameRegisteredModelAsync(one, other));
        await RefusedAsync(Invalid, () => Client.RenameRegisteredModelAsync(one, "a/b"));

        Assert.Equal(one, (await Client.GetRegisteredModelAsync(one)).Name);
    }

    [Fact]
    public async Task A_deleted_model_is_gone_with_its_versions_and_its_name_is_free()
    {
        var name = await NewModelAsync(versions: 2);
        await Client.SetRegisteredModelTagAsync(name, "k", "v");
        await Client.SetModelVersionTagAsync(name, 1, "k", "v");
        await Client.SetRegisteredModelAliasAsync(name, "champion", 1);

        await Client.DeleteRegisteredModelAsync(name);

        await RefusedAsync(NotFound, () => Client.GetModelVersionAsync(name, 1));
        var again = await Client.CreateRegisteredModelAsync(name);
        Assert.Empty(again.Tags);
        Assert.Empty((await Client.GetRegisteredModelAsync(name)).Aliases);
        Assert.Equal(1, (await Client.CreateModelVersionAsync(name, Source)).Version);
    }

    [Fact]
    public async Task A_tag_is_set_replaced_and_removed()
    {
        var name = await NewModelAsync();

        await Client.SetRegisteredModelTagAsync(name, "k", "1");
        await Client.SetRegisteredModelTagAsync(name, "k", "2");
        await Client.SetRegisteredModelTagAsync(name, "other", "3");
        Assert.Equal("2", (await Client.GetRegisteredModelAsync(name)).Tags["k"]);

        await Client.DeleteRegisteredModelTagAsync(name, "k");
        await Client.DeleteRegisteredModelTagAsync(name, "k");
        Assert.Equal("other", Assert.Single((await Client.GetRegisteredModelAsync(name)).Tags).Key);
    }

    [Theory]
    [InlineData("a//b", 1)]
    [InlineData("../a", 1)]
    [InlineData("k", 100_001)]
    public async Task A_tag_that_cannot_be_kept_is_refused(string key, int length)
    {
        var name = await NewModelAsync(versions: 1);
        var value = new string('v', length);

        await RefusedAsync(Invalid, () => Client.SetRegisteredModelTagAsync(name, key, value));
        await RefusedAsync(Invalid, () => Client.SetModelVersionTagAsync(name, 1, key, value));
        await RefusedAsync(Invalid, () => Client.CreateRegisteredModelAsync(NewName(), Tag(key, value)));
    }

    [Fact]
    public async Task A_tag_key_has_250_characters_at_most()
    {
        var name = await NewModelAsync(versions: 1);

        await Client.SetRegisteredModelTagAsync(name, new string('k', 250), "v");
        await RefusedAsync(Invalid, () => Client.SetRegisteredModelTagAsync(name, new string('k', 251), "v"));
        await RefusedAsync(Invalid, () => Client.SetModelVersionTagAsync(name, 1, new string('k', 251), "v"));
    }
}
