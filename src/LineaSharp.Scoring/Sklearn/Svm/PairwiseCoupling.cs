using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Svm;

/// <summary>The probabilities of classes from those of pairs, by the iteration that libsvm uses (Wu, Lin and Weng, 2004, their second approach), with its stopping rule.</summary>
internal static class PairwiseCoupling
{
    private const double Smallest = 1e-7;

    public static void Run(ReadOnlySpan<double> pairs, double[] a, double[] b, Span<double> p)
    {
        var k = p.Length;
        using var scratch = new Scratch<double>(2 * k * k + k);
        var r = scratch.Span[..(k * k)];
        var q = scratch.Span[(k * k)..(2 * k * k)];
        var qp = scratch.Span[(2 * k * k)..];
        var at = 0;
        for (var i = 0; i < k; i++)
            for (var j = i + 1; j < k; j++, at++)
            {
                r[i * k + j] = Math.Clamp(Vectors.Expit(-(pairs[at] * a[at] + b[at])), Smallest, 1 - Smallest);
                r[j * k + i] = 1 - r[i * k + j];
            }

        for (var t = 0; t < k; t++)
            for (var j = 0; j < k; j++)
            {
                if (j == t) continue;
                q[t * k + t] += r[j * k + t] * r[j * k + t];
                q[t * k + j] = -r[j * k + t] * r[t * k + j];
            }

        p.Fill(1.0 / k);
        for (var round = 0; round < Math.Max(100, k); round++)
        {
            var pqp = 0.0;
            for (var t = 0; t < k; t++)
            {
                qp[t] = Vectors.Dot(q.Slice(t * k, k), p);
                pqp += p[t] * qp[t];
            }
            var error = 0.0;
            for (var t = 0; t < k; t++) error = Math.Max(error, Math.Abs(qp[t] - pqp));
            if (error < 0.005 / k) break;
            for (var t = 0; t < k; t++)
            {
                var difference = (-qp[t] + pqp) / q[t * k + t];
                p[t] += difference;
                pqp = (pqp + difference * (difference * q[t * k + t] + 2 * qp[t])) / (1 + difference) / (1 + difference);
                for (var j = 0; j < k; j++)
                {
                    qp[j] = (qp[j] + difference * q[t * k + j]) / (1 + difference);
                    p[j] /= 1 + difference;
                }
            }
        }
    }
}
