using LineaSharp.Tests.Rules;

namespace LineaSharp.XGBoost.Tests;

public sealed class XGBoostApiTests() : PublicApiRules(typeof(XGBoostFlavor).Assembly);
