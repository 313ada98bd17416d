using LineaSharp.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LineaSharp.Onnx;

/// <summary>.NET's arrays as the runtime's tensors, and back.</summary>
internal static class OnnxArrays
{
    public static NamedOnnxValue ToValue(OnnxTensorInfo input, Array array)
    {
        // As MLflow does: what travelled through JSON is float64.
        if (input.DType == "float32" && array.GetType().GetElementType() == typeof(double)) array = ToSingle(array);
        return array.GetType().GetElementType() switch
        {
            var t when t == typeof(float) && input.DType == "float32" => Value<float>(input.Name, array),
            var t when t == typeof(double) && input.DType == "float64" => Value<double>(input.Name, array),
            var t when t == typeof(long) && input.DType == "int64" => Value<long>(input.Name, array),
            var t when t == typeof(int) && input.DType == "int32" => Value<int>(input.Name, array),
            var t when t == typeof(bool) && input.DType == "bool" => Value<bool>(input.Name, array),
            var t when t == typeof(string) && input.DType == "str" => Value<string>(input.Name, array),
            var t when t == typeof(byte) && input.DType == "uint8" => Value<byte>(input.Name, array),
            var t when t == typeof(sbyte) && input.DType == "int8" => Value<sbyte>(input.Name, array),
            var t when t == typeof(short) && input.DType == "int16" => Value<short>(input.Name, array),
            var t when t == typeof(ushort) && input.DType == "uint16" => Value<ushort>(input.Name, array),
            var t when t == typeof(uint) && input.DType == "uint32" => Value<uint>(input.Name, array),
            var t when t == typeof(ulong) && input.DType == "uint64" => Value<ulong>(input.Name, array),
            var t => throw new ArgumentException($"The ONNX model's input '{input.Name}' takes {input.DType ?? "no tensor"}; an array of {t!.Name} was given.", nameof(array)),
        };
    }

    public static Array ToArray(NamedOnnxValue output) => output.Value switch
    {
        Tensor<float> t => Shaped(t),
        Tensor<double> t => Shaped(t),
        Tensor<long> t => Shaped(t),
        Tensor<int> t => Shaped(t),
        Tensor<bool> t => Shaped(t),
        Tensor<string> t => Shaped(t),
        Tensor<byte> t => Shaped(t),
        Tensor<sbyte> t => Shaped(t),
        Tensor<short> t => Shaped(t),
        Tensor<ushort> t => Shaped(t),
        Tensor<uint> t => Shaped(t),
        Tensor<ulong> t => Shaped(t),
        IEnumerable<NamedOnnxValue> sequence => sequence.Select(item => Map(output.Name, item)).ToArray(),
        var other => throw OnnxErrors.HasOtherOutput(output.Name, other?.GetType().Name ?? "empty"),
    };

    /// <summary>A table as the array that an input takes: its only column for an input of one axis, else [rows, columns].</summary>
    public static Array Of(Table table, OnnxTensorInfo input)
    {
        var stacked = table.ToTensor(input.DType ?? throw new ArgumentException($"The ONNX model's input '{input.Name}' is no tensor, and a table cannot become it.", nameof(input)));
        return input.Shape is { Count: 1 } && table.Columns.Count == 1 ? Flat(stacked) : stacked;
    }

    private static Array Flat(Array matrix)
    {
        var flat = Array.CreateInstance(matrix.GetType().GetElementType()!, matrix.Length);
        var i = 0;
        foreach (var value in matrix) flat.SetValue(value, i++);
        return flat;
    }

    private static NamedOnnxValue Value<T>(string name, Array array)
    {
        var flat = array as T[] ?? [.. array.Cast<T>()];
        return NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(flat, [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)]));
    }

    private static Array Shaped<T>(Tensor<T> tensor)
    {
        var flat = tensor.ToArray();
        var lengths = tensor.Dimensions.ToArray();
        if (lengths.Length <= 1) return flat;
        var shaped = Array.CreateInstance(typeof(T), lengths);
        if (typeof(T).IsPrimitive) Buffer.BlockCopy(flat, 0, shaped, 0, Buffer.ByteLength(flat));
        else
            for (var i = 0; i < flat.Length; i++) shaped.SetValue(flat[i], Index(i, lengths));
        return shaped;
    }

    private static int[] Index(int at, int[] lengths)
    {
        var index = new int[lengths.Length];
        for (var axis = lengths.Length - 1; axis >= 0; axis--) (at, index[axis]) = (at / lengths[axis], at % lengths[axis]);
        return index;
    }

    private static Array ToSingle(Array array)
    {
        var single = Array.CreateInstance(typeof(float), [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)]);
        var flat = Array.ConvertAll([.. array.Cast<double>()], n => (float)n);
        Buffer.BlockCopy(flat, 0, single, 0, flat.Length * sizeof(float));
        return single;
    }

    private static IReadOnlyDictionary<string, object?> Map(string output, NamedOnnxValue item) => item.Value switch
    {
        IDictionary<long, float> map => map.ToDictionary(p => p.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), p => (object?)p.Value),
        IDictionary<string, float> map => map.ToDictionary(p => p.Key, p => (object?)p.Value),
        var other => throw OnnxErrors.HasOtherOutput(output, $"a sequence of {other?.GetType().Name ?? "nothing"}"),
    };
}
