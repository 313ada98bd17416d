using LineaSharp.Tests.Rules;

namespace LineaSharp.Scoring.Tests;

public sealed class ScoringApiTests() : PublicApiRules(typeof(NativeScoring).Assembly);
