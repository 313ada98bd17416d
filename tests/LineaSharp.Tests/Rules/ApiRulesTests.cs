using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Rules;

public sealed class LineaSharpApiTests() : PublicApiRules(typeof(Linea).Assembly);

public sealed class TestingApiTests() : PublicApiRules(typeof(FlavorConformance<>).Assembly, takesTokens: false);

public sealed class ApiRulesTests
{
    [Fact]
    public void The_rules_find_what_breaks_them()
    {
        Type[] broken = [typeof(Broken), typeof(BrokenHelper)];

        Assert.Equal(
            [
                "Broken.Load(String path): no LoadAsync has equal parameters and result",
                "Broken.LoadAsync(String path, Int32 tries, CancellationToken cancellationToken): no Load has equal parameters and result",
            ],
            ApiRules.UnequalTwins(broken));
        Assert.Equal(["Broken.NoTokenAsync(CancellationToken cancellationToken, Int32 last)", "Broken.WalkAsync()"], ApiRules.WithoutToken(broken));
        Assert.Equal(["LineaSharp.Tests.Rules.ApiRulesTests+BrokenHelper"], ApiRules.NamelessTypes(broken));
        Assert.Equal(["LineaSharp.Tests.Rules.ApiRulesTests+Broken"], ApiRules.LeftOpen(broken));
    }

#pragma warning disable CA1068, CA1852 // what breaks the rules on purpose
    private class Broken
    {
        public int Load(string path) => path.Length;

        public Task<int> LoadAsync(string path, int tries, CancellationToken cancellationToken = default) => Task.FromResult(tries);

        public IReadOnlyList<int> List(int start = 1) => [start];

        public IAsyncEnumerable<int> ListAsync(int start = 1, CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<int>();

        public Task NoTokenAsync(CancellationToken cancellationToken, int last) => Task.CompletedTask;

        public IAsyncEnumerable<int> WalkAsync() => AsyncEnumerable.Empty<int>();
    }

    private static class BrokenHelper;
#pragma warning restore CA1068, CA1852
}
