using Xunit;

namespace LineaSharp.Testing;

public abstract partial class ModelRegistryStoreConformance
{
    [Fact]
    public async Task An_alias_points_to_one_version_and_moves()
    {
        var name = await NewModelAsync(versions: 2);

        await Client.SetRegisteredModelAliasAsync(name, "champion", 1);
        await Client.SetRegisteredModelAliasAsync(name, "champion", 2);
        await Client.SetRegisteredModelAliasAsync(name, "prod_1-x", 1);

        Assert.Equal(2, (await Client.GetModelVersionByAliasAsync(name, "champion")).Version);
        var aliases = (await Client.GetRegisteredModelAsync(name)).Aliases;
        Assert.Equal([("champion", 2), ("prod_1-x", 1)], aliases.Select(a => (a.Key, a.Value)).OrderBy(a => a.Key, StringComparer.Ordinal));
        Assert.Equal(["champion"], (await Client.GetModelVersionAsync(name, 2)).Aliases);
    }

    [Fact]
    public virtual async Task An_alias_that_is_not_there_is_an_invalid_parameter_and_aliases_mind_case()
    {
        var name = await NewModelAsync(versions: 1);
        await Client.SetRegisteredModelAliasAsync(name, "champion", 1);

        await RefusedAsync(Invalid, () => Client.GetModelVersionByAliasAsync(name, "CHAMPION"));
        await RefusedAsync(Invalid, () => Client.GetModelVersionByAliasAsync(name, "nope"));
        await RefusedAsync(NotFound, () => Client.GetModelVersionByAliasAsync(NewName(), "champion"));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("LATEST")]
    [InlineData("v1")]
    [InlineData("V12")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a@b")]
    [InlineData("")]
    public async Task An_alias_that_is_reserved_or_no_word_is_refused(string alias)
    {
        var name = await NewModelAsync(versions: 1);

        await RefusedAsync(Invalid, () => Client.SetRegisteredModelAliasAsync(name, alias, 1));
    }

    [Fact]
    public async Task An_alias_may_be_long_and_of_any_letters_or_digits()
    {
        var name = await NewModelAsync(versions: 1);

        foreach (var alias in (string[])[new string('a', 255), "é", "123", "vic"]) await Client.SetRegisteredModelAliasAsync(name, alias, 1);

        Assert.Equal(4, (await Client.GetRegisteredModelAsync(name)).Aliases.Count);
        await RefusedAsync(Invalid, () => Client.SetRegisteredModelAliasAsync(name, new string('a', 256), 1));
    }

    [Fact]
    public async Task An_alias_is_removed_and_removing_it_again_is_no_error()
    {
        var name = await NewModelAsync(versions: 1);
        await Client.SetRegisteredModelAliasAsync(name, "champion", 1);

        await Client.DeleteRegisteredModelAliasAsync(name, "champion");
        await Client.DeleteRegisteredModelAliasAsync(name, "champion");

        Assert.Empty((await Client.GetRegisteredModelAsync(name)).Aliases);
        await RefusedAsync(NotFound, () => Client.DeleteRegisteredModelAliasAsync(NewName(), "champion"));
    }

    [Fact]
    public virtual async Task The_alias_of_a_deleted_version_goes_with_it()
    {
        var name = await NewModelAsync(versions: 2);
        await Client.SetRegisteredModelAliasAsync(name, "gone", 2);
        await Client.SetRegisteredModelAliasAsync(name, "stays", 1);

        await Client.DeleteModelVersionAsync(name, 2);

        await RefusedAsync(Invalid, () => Client.GetModelVersionByAliasAsync(name, "gone"));
        Assert.Equal(1, (await Client.GetModelVersionByAliasAsync(name, "stays")).Version);
    }

    [Fact]
    public async Task The_alias_latest_means_the_highest_number()
    {
        var name = await NewModelAsync();
        await RefusedAsync(NotFound, () => Client.GetModelVersionByAliasAsync(name, "latest"));
        for (var i = 0; i < 3; i++) await Client.CreateModelVersionAsync(name, Source);
        await Client.TransitionModelVersionStageAsync(name, 1, "Archived");

        Assert.Equal(3, (await Client.GetModelVersionByAliasAsync(name, "latest")).Version);
    }
}
