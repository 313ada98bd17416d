using LineaSharp.Tests.Rules;

namespace LineaSharp.Python.Tests;

public sealed class PythonApiTests() : PublicApiRules(typeof(PythonFlavor).Assembly);
