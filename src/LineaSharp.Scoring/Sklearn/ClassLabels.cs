using System.Globalization;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>The classes of a classifier, in its order: whole numbers, texts, True and False, or numbers.</summary>
internal sealed class ClassLabels
{
    private readonly Array _labels;
    private readonly double[] _numbers;

    private ClassLabels(Array labels)
    {
        _labels = labels;
        _numbers = labels.Cast<object>().Select((label, i) => label is string ? i : Convert.ToDouble(label, CultureInfo.InvariantCulture)).ToArray();
    }

    public int Count => _labels.Length;

    public IReadOnlyList<object> ToList() => _labels.Cast<object>().ToArray();

    /// <exception cref="LineaException">CorruptArtifact: there are none, or they are of no type that labels have.</exception>
    public static ClassLabels Of(PyObject source, string attribute = "classes_") => Of(source.Array(attribute), source, attribute);

    public static ClassLabels Of(PyArray array, PyObject source, string attribute) =>
        array.Shape.Count == 1 ? Of(array.ToValues(), source, attribute, array.Dtype is { Kind: 'i', ItemSize: 4 }) : throw source.Other(attribute, "an array of classes");

    /// <summary>Classes that a file holds in a way of its own.</summary>
    public static ClassLabels Of(object?[] values, PyObject source, string attribute, bool areInt32 = false)
    {
        if (values.Length == 0) throw source.Other(attribute, "an array of classes");
        Array? labels = values[0] switch
        {
            string when values.All(v => v is string) => Array.ConvertAll(values, v => (string)v!),
            bool when values.All(v => v is bool) => Array.ConvertAll(values, v => (bool)v!),
            long when values.All(v => v is long) => areInt32 ? Array.ConvertAll(values, v => (int)(long)v!) : Array.ConvertAll(values, v => (long)v!),
            double when values.All(v => v is double) => Array.ConvertAll(values, v => (double)v!),
            _ => null,
        };
        return labels is null ? throw source.Other(attribute, "an array of texts, whole numbers, or True and False") : new ClassLabels(labels);
    }

    /// <summary>The classes of each output: a list of arrays where there are several outputs, and else an array.</summary>
    public static IReadOnlyList<ClassLabels> OfOutputs(PyObject source) => source.Get("classes_") is PySequence several
        ? several.Items.Select(c => Of(c as PyArray ?? throw source.Other("classes_", "arrays of classes"), source, "classes_")).ToArray()
        : [Of(source)];

    /// <summary>The number of the most probable class of each output.</summary>
    /// <param name="ofOutputs">The classes of each output.</param>
    /// <param name="probabilities">Those of all outputs, one after the other.</param>
    public static RowFunction Largest(IReadOnlyList<ClassLabels> ofOutputs, RowFunction probabilities) => probabilities.Then(ofOutputs.Count, (row, result) =>
    {
        for (var output = 0; output < result.Length; output++)
        {
            result[output] = Vectors.ArgMax(row[..ofOutputs[output].Count]);
            row = row[ofOutputs[output].Count..];
        }
    });

    /// <summary>The labels of class numbers: a vector, or rows of several outputs.</summary>
    public static Array Pick(IReadOnlyList<ClassLabels> ofOutputs, Matrix numbers, bool isVector)
    {
        var array = isVector ? ofOutputs[0].New(numbers.Rows) : ofOutputs[0].New(numbers.Rows, numbers.Columns);
        for (var row = 0; row < numbers.Rows; row++)
            for (var column = 0; column < numbers.Columns; column++)
            {
                var label = ofOutputs[column]._labels.GetValue((int)numbers[row, column]);
                if (isVector) array.SetValue(label, row);
                else array.SetValue(label, row, column);
            }
        return array;
    }

    /// <summary>The number of each label of another classifier among these; -1 where it is none of them.</summary>
    public int[] NumbersOf(ClassLabels others)
    {
        var numbers = new Dictionary<object, int>();
        for (var i = 0; i < Count; i++) numbers.TryAdd(Key(_labels.GetValue(i)!), i);
        return others._labels.Cast<object>().Select(o => numbers.GetValueOrDefault(Key(o), -1)).ToArray();
    }

    /// <summary>The label as a number, for those who take predicted classes as numbers.</summary>
    public double AsNumber(int index) => _numbers[index];

    // True is 1, and 1 is 1.0.
    private static object Key(object label) => label is string ? label : Convert.ToDouble(label, CultureInfo.InvariantCulture);

    private Array New(int rows) => _labels switch
    {
        string[] => new string[rows],
        bool[] => new bool[rows],
        int[] => new int[rows],
        long[] => new long[rows],
        _ => new double[rows],
    };

    private Array New(int rows, int columns) => _labels switch
    {
        string[] => new string[rows, columns],
        bool[] => new bool[rows, columns],
        int[] => new int[rows, columns],
        long[] => new long[rows, columns],
        _ => new double[rows, columns],
    };
}
