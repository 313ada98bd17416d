using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

public abstract partial class ModelRegistryStoreConformance
{
    [Theory]
    [InlineData("name = '{0}-a'", "a")]
    [InlineData("name != '{0}-a' AND name LIKE '{0}-%'", "B", "c_d")]
    [InlineData("name LIKE '{0}-_'", "B", "a")]
    [InlineData("name LIKE '{0}-b'")]
    [InlineData("name ILIKE '{0}-b'", "B")]
    [InlineData("attribute.name = \"{0}-a\"", "a")]
    [InlineData("tags.team = 'x' AND name LIKE '{0}%'", "a")]
    [InlineData("tags.`my key` LIKE '1%' AND name LIKE '{0}%'", "B", "a")]
    [InlineData("tags.`my key` != '10' AND name LIKE '{0}%'", "B")]
    [InlineData("tags.`my key` = '10' AND tags.team ILIKE 'X' AND name LIKE '{0}%'", "a")]
    [InlineData("tags.team = 'x' AND tags.team = 'y' AND name LIKE '{0}%'")]
    public async Task Registered_models_are_found_by_name_and_tags(string filter, params string[] expected)
    {
        var prefix = NewName();
        await Client.CreateRegisteredModelAsync(prefix + "-a", new Dictionary<string, string> { ["team"] = "x", ["my key"] = "10" });
        await Client.CreateRegisteredModelAsync(prefix + "-B", Tag("my key", "11"));
        await Client.CreateRegisteredModelAsync(prefix + "-c_d");

        var found = await Client.SearchRegisteredModelsAsync(filter.Replace("{0}", prefix, StringComparison.Ordinal));

        Assert.Equal(expected, found.Select(m => m.Name[(prefix.Length + 1)..]));
    }

    [Fact]
    public async Task Registered_models_come_by_name_or_as_asked()
    {
        var prefix = NewName();
        foreach (var suffix in (string[])["b", "C", "a"])
        {
            await Client.CreateRegisteredModelAsync(prefix + suffix);
            await TickAsync();
        }
        await Client.UpdateRegisteredModelAsync(prefix + "C", "touched");

        Assert.Equal(["C", "a", "b"], await Names());
        Assert.Equal(["b", "a", "C"], await Names("name DESC"));
        Assert.Equal(["b", "a", "C"], await Names("last_updated_timestamp ASC"));
        Assert.Equal(["C", "a", "b"], await Names("timestamp DESC", "name"));

        async Task<IEnumerable<string>> Names(params string[] orderBy) =>
            (await Client.SearchRegisteredModelsAsync($"name LIKE '{prefix}%'", orderBy: orderBy)).Select(m => m.Name[prefix.Length..]);
    }

    [Fact]
    public async Task Pages_follow_one_another_until_the_last()
    {
        var prefix = NewName();
        for (var i = 0; i < 5; i++) await Client.CreateRegisteredModelAsync($"{prefix}{i}");

        var first = await Client.SearchRegisteredModelsAsync($"name LIKE '{prefix}%'", maxResults: 2);
        var second = await Client.SearchRegisteredModelsAsync($"name LIKE '{prefix}%'", maxResults: 2, pageToken: first.NextPageToken);
        var third = await Client.SearchRegisteredModelsAsync($"name LIKE '{prefix}%'", maxResults: 2, pageToken: second.NextPageToken);

        Assert.Equal([$"{prefix}0", $"{prefix}1", $"{prefix}2", $"{prefix}3", $"{prefix}4"], first.Concat(second).Concat(third).Select(m => m.Name));
        Assert.NotNull(second.NextPageToken);
        Assert.Null(third.NextPageToken);
    }

    [Fact]
    public async Task A_full_last_page_has_no_next_one()
    {
        var prefix = NewName();
        for (var i = 0; i < 2; i++) await Client.CreateRegisteredModelAsync($"{prefix}{i}");

        Assert.Null((await Client.SearchRegisteredModelsAsync($"name LIKE '{prefix}%'", maxResults: 2)).NextPageToken);
    }

    [Fact]
    public async Task Found_models_come_with_tags_aliases_and_latest_versions()
    {
        var name = await NewModelAsync(versions: 2);
        await Client.SetRegisteredModelTagAsync(name, "k", "v");
        await Client.SetRegisteredModelAliasAsync(name, "champion", 1);

        var model = Assert.Single(await Client.SearchRegisteredModelsAsync($"name = '{name}'"));

        Assert.Equal(("v", 1, 2), (model.Tags["k"], model.Aliases["champion"], Assert.Single(model.LatestVersions).Version));
    }

    [Theory]
    [InlineData("version_number = 1", 1)]
    [InlineData("version_number >= 2", 3, 2)]
    [InlineData("version_number != 2", 3, 1)]
    [InlineData("run_id = 'r1'", 1)]
    [InlineData("run_id IN ('r1', 'r2', 'x')", 2, 1)]
    [InlineData("run_id = ''", 3)]
    [InlineData("source_path LIKE '%/2'", 2)]
    [InlineData("tags.k = 'v'", 2)]
    [InlineData("tags.k ILIKE 'V' AND version_number < 3", 2)]
    [InlineData("tags.k = 'v' AND version_number < 2")]
    public async Task Model_versions_are_found_by_number_run_source_and_tags(string filter, params int[] expected)
    {
        var name = await NewModelAsync();
        await Client.CreateModelVersionAsync(name, "s3://b/1", new ModelVersionOptions { RunId = "r1" });
        await Client.CreateModelVersionAsync(name, "s3://b/2", new ModelVersionOptions { RunId = "r2", Tags = Tag("k", "v") });
        await Client.CreateModelVersionAsync(name, "s3://b/3");

        var found = await Client.SearchModelVersionsAsync($"name = '{name}' AND {filter}", orderBy: ["version_number DESC"]);

        Assert.Equal(expected, found.Select(v => v.Version));
    }

    [Fact]
    public async Task Model_versions_come_last_updated_first_or_as_asked()
    {
        var name = await NewModelAsync();
        for (var i = 0; i < 3; i++)
        {
            await Client.CreateModelVersionAsync(name, Source);
            await TickAsync();
        }
        await Client.UpdateModelVersionAsync(name, 2, "touched");

        Assert.Equal([2, 3, 1], await Numbers());
        Assert.Equal([1, 2, 3], await Numbers("version_number ASC"));
        Assert.Equal([3, 2, 1], await Numbers("creation_timestamp DESC"));
        Assert.Equal([1, 3, 2], await Numbers("last_updated_timestamp ASC", "name"));
        Assert.Equal([3, 2, 1], await Numbers("name"));

        async Task<IEnumerable<int>> Numbers(params string[] orderBy) =>
            (await Client.SearchModelVersionsAsync($"name = '{name}'", orderBy: orderBy)).Select(v => v.Version);
    }

    [Fact]
    public async Task Deleted_versions_are_not_found()
    {
        var name = await NewModelAsync(versions: 2);

        await Client.DeleteModelVersionAsync(name, 1);

        Assert.Equal(2, Assert.Single(await Client.SearchModelVersionsAsync($"name = '{name}'")).Version);
    }

    [Fact]
    public virtual async Task Prompts_are_left_out_unless_asked_for()
    {
        var prefix = NewName();
        var prompt = (await Client.CreateRegisteredModelAsync(prefix + "-prompt", Tag("mlflow.prompt.is_prompt", "true"))).Name;
        var model = (await Client.CreateRegisteredModelAsync(prefix + "-model")).Name;

        Assert.Equal([model], await Names($"name LIKE '{prefix}%'"));
        Assert.Equal([model], await Names($"name LIKE '{prefix}%' AND tags.`mlflow.prompt.is_prompt` != 'true'"));
        Assert.Equal([prompt], await Names($"name LIKE '{prefix}%' AND tags.`mlflow.prompt.is_prompt` = 'true'"));

        async Task<IEnumerable<string>> Names(string filter) => (await Client.SearchRegisteredModelsAsync(filter)).Select(m => m.Name);
    }

    [Theory]
    [InlineData("name = 'a' OR name = 'b'")]
    [InlineData("zzz")]
    [InlineData("banana = 'x'")]
    [InlineData("run_id = 'x'")]
    [InlineData("name = x")]
    [InlineData("name > 'a'")]
    [InlineData("name IN ('a')")]
    [InlineData("tags.k IS NULL")]
    public async Task A_filter_of_registered_models_that_cannot_be_read_is_refused(string filter) =>
        await RefusedAsync(Invalid, () => Client.SearchRegisteredModelsAsync(filter));

    [Theory]
    [InlineData("name = 'a' OR name = 'b'")]
    [InlineData("banana = 'x'")]
    [InlineData("current_stage = 'Production'")]
    [InlineData("version_number = 'a'")]
    [InlineData("name = model")]
    [InlineData("name IN ('a')")]
    [InlineData("run_id NOT IN ('a')")]
    public virtual async Task A_filter_of_model_versions_that_cannot_be_read_is_refused(string filter) =>
        await RefusedAsync(Invalid, () => Client.SearchModelVersionsAsync(filter));

    [Fact]
    public async Task An_order_a_token_or_a_number_of_results_that_cannot_be_is_refused()
    {
        await RefusedAsync(Invalid, () => Client.SearchRegisteredModelsAsync(orderBy: ["banana"]));
        await RefusedAsync(Invalid, () => Client.SearchRegisteredModelsAsync(pageToken: "bad"));
        await RefusedAsync(Invalid, () => Client.SearchRegisteredModelsAsync(maxResults: 1001));
        await RefusedAsync(Invalid, () => Client.SearchModelVersionsAsync(orderBy: ["banana"]));
        await RefusedAsync(Invalid, () => Client.SearchModelVersionsAsync(pageToken: "bad"));
        await RefusedAsync(Invalid, () => Client.SearchModelVersionsAsync(maxResults: 0));
        await RefusedAsync(Invalid, () => Client.SearchModelVersionsAsync(maxResults: 200_001));
    }
}
