using System.Reflection;
using Xunit;

namespace LineaSharp.Tests.Rules;

/// <summary>What holds for the public API of a package. Each package has one line that derives from it, in the test project that references the package.</summary>
/// <param name="package">The package's assembly.</param>
/// <param name="takesTokens">Whether its asynchronous methods take a token; those of a conformance suite use the test runner's.</param>
public abstract class PublicApiRules(Assembly package, bool takesTokens = true)
{
    [Fact]
    public void The_public_api_is_the_approved_one() => ApprovedApi.Check(package);

    [Fact]
    public void Blocking_and_asynchronous_twins_have_equal_parameters_and_results() => Assert.Empty(ApiRules.UnequalTwins(package.GetExportedTypes()));

    [Fact]
    public void Every_public_asynchronous_method_takes_a_cancellation_token_last() =>
        Assert.Empty(takesTokens ? ApiRules.WithoutToken(package.GetExportedTypes()) : []);

    [Fact]
    public void No_type_is_a_manager_a_helper_or_utils() => Assert.Empty(ApiRules.NamelessTypes(package.GetTypes()));

    [Fact]
    public void Public_classes_are_sealed_static_or_made_to_derive_from() => Assert.Empty(ApiRules.LeftOpen(package.GetExportedTypes()));
}
