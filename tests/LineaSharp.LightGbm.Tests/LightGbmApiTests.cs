using LineaSharp.Tests.Rules;

namespace LineaSharp.LightGbm.Tests;

public sealed class LightGbmApiTests() : PublicApiRules(typeof(LightGbmFlavor).Assembly);
