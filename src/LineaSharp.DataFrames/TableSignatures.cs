using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LineaSharp.DataFrames;

/// <summary>Signatures inferred from data frames and data views.</summary>
public static class TableSignatures
{
    extension(ModelSignature)
    {
        /// <summary>The signature that fits a sample of a model's input and its predictions, as MLflow's <c>infer_signature</c> infers it.</summary>
        /// <param name="input">A sample of the input.</param>
        /// <param name="output">The predictions for it. The default is null: not said.</param>
        /// <remarks>A column with a missing value is not required. Dates are <c>datetime</c>, times and durations <c>string</c>, decimals <c>double</c>, lists <c>array</c>.</remarks>
        public static ModelSignature Infer(DataFrame input, DataFrame? output = null)
        {
            ArgumentNullException.ThrowIfNull(input);
            return ModelSignature.Infer(Table.Of(input), output is null ? null : (ModelData)Table.Of(output));
        }

        /// <summary>The signature that fits a sample of a model's input and its predictions. The types are those that the flavor <c>mlnet</c> writes.</summary>
        /// <param name="input">A sample of the input: the columns of numbers are read once, to see whether some are missing (NaN); those of other types cannot be missing.</param>
        /// <param name="output">The predictions for it. The default is null: not said.</param>
        /// <remarks>Hidden columns are left out. Lossy are: UInt32, UInt64 and keys (<c>long</c>), DateTimeOffset (<c>datetime</c>), TimeSpan (<c>string</c>), and the length of vectors.</remarks>
        public static ModelSignature Infer(IDataView input, IDataView? output = null)
        {
            ArgumentNullException.ThrowIfNull(input);
            return new() { Inputs = Fields(input), Outputs = output is null ? null : Fields(output) };
        }
    }

    private static ColumnSpec[] Fields(IDataView view)
    {
        var columns = view.Schema.Where(c => !c.IsHidden).ToArray();
        var missing = WithNaN(view, columns);
        return columns.Select(c => new ColumnSpec(c.Name, DataViewColumnTypes.Of(c.Type), !missing.Contains(c.Name))).ToArray();
    }

    private static HashSet<string> WithNaN(IDataView view, DataViewSchema.Column[] columns)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        var numbers = columns.Where(c => c.Type is NumberDataViewType && (c.Type.RawType == typeof(float) || c.Type.RawType == typeof(double))).ToArray();
        if (numbers.Length == 0) return missing;
        using var cursor = view.GetRowCursor(numbers);
        var checks = numbers.Select(c => (c.Name, IsNaN: c.Type.RawType == typeof(float) ? Check(cursor.GetGetter<float>(c), float.IsNaN) : Check(cursor.GetGetter<double>(c), double.IsNaN))).ToArray();
        while (cursor.MoveNext())
            foreach (var (name, isNaN) in checks)
                if (isNaN()) missing.Add(name);
        return missing;
    }

    private static Func<bool> Check<T>(ValueGetter<T> getter, Func<T, bool> isNaN) where T : struct => () =>
    {
        T value = default;
        getter(ref value);
        return isNaN(value);
    };
}
