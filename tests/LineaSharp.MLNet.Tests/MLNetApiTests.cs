using LineaSharp.MLNet;
using LineaSharp.Tests.Rules;

namespace LineaSharp.MLNet.Tests;

public sealed class MLNetApiTests() : PublicApiRules(typeof(MLNetFlavor).Assembly);
