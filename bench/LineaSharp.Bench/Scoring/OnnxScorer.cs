using Microsoft.ML.OnnxRuntime;

namespace LineaSharp.Bench.Scoring;

/// <summary>ONNX Runtime as quick as it is used: tensors over memory that is there already, a thread on each processor.</summary>
internal sealed class OnnxScorer : IDisposable
{
    private static readonly string[] Inputs = ["rows"], Outputs = ["values"];
    private readonly TrainingRows _rows;
    private readonly float[] _row = new float[TrainingRows.Features];
    private readonly RunOptions _options = new();
    private readonly InferenceSession _session;
    private readonly OrtValue _one, _all;

    public OnnxScorer(byte[] model, TrainingRows rows)
    {
        using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount };
        (_rows, _session) = (rows, new InferenceSession(model, options));
        _one = OrtValue.CreateTensorValueFromMemory(_row, [1, TrainingRows.Features]);
        _all = OrtValue.CreateTensorValueFromMemory(rows.Singles, [TrainingRows.Count, TrainingRows.Features]);
    }

    public double One(int row)
    {
        _rows.Single(row).CopyTo(_row);
        using var values = _session.Run(_options, Inputs, [_one], Outputs);
        return values[0].GetTensorDataAsSpan<float>()[0];
    }

    public IReadOnlyList<double> All()
    {
        using var values = _session.Run(_options, Inputs, [_all], Outputs);
        return Widened.Of(values[0].GetTensorDataAsSpan<float>());
    }

    public void Dispose()
    {
        _one.Dispose();
        _all.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
