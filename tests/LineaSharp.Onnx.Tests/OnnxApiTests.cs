using LineaSharp.Tests.Rules;

namespace LineaSharp.Onnx.Tests;

public sealed class OnnxApiTests() : PublicApiRules(typeof(OnnxFlavor).Assembly);
