using LineaSharp.Tests.Rules;

namespace LineaSharp.DataFrames.Tests;

public sealed class DataFramesApiTests() : PublicApiRules(typeof(ParquetFormat).Assembly);
