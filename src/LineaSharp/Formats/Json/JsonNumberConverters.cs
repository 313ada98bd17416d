using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LineaSharp.Formats;

/// <summary>Complex numbers, as <c>{"Real": 1, "Imaginary": 2}</c>; by itself the serializer would read them back as 0.</summary>
internal sealed class ComplexConverter : JsonConverter<Complex>
{
    public override Complex Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        double? real = null, imaginary = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isReal = reader.ValueTextEquals("Real");
            if (!isReal && !reader.ValueTextEquals("Imaginary")) throw new JsonException();
            reader.Read();
            if (isReal) real = Part(ref reader);
            else imaginary = Part(ref reader);
        }
        return new Complex(real ?? throw new JsonException("A complex number has no 'Real'."), imaginary ?? throw new JsonException("A complex number has no 'Imaginary'."));
    }

    public override void Write(Utf8JsonWriter writer, Complex value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        Part(writer, "Real", value.Real);
        Part(writer, "Imaginary", value.Imaginary);
        writer.WriteEndObject();
    }

    private static double Part(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String when reader.GetString() is "NaN" => double.NaN,
        JsonTokenType.String when reader.GetString() is "Infinity" => double.PositiveInfinity,
        JsonTokenType.String when reader.GetString() is "-Infinity" => double.NegativeInfinity,
        _ => throw new JsonException(),
    };

    private static void Part(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
}

/// <summary>Whole numbers of any size, as JSON numbers; by itself the serializer would write only what they are like (even, zero …).</summary>
internal sealed class BigIntegerConverter : JsonConverter<BigInteger>
{
    public override BigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException();
        var digits = Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        return BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
}
