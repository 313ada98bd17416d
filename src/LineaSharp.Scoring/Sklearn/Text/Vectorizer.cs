using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Text;

/// <summary>CountVectorizer and TfidfVectorizer: how often each term of the vocabulary is in a text.</summary>
internal sealed class Vectorizer : Estimator
{
    private readonly TextAnalyzer _analyzer;
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly bool _isBinary;

    public Vectorizer(PyObject source) : base(source)
    {
        _analyzer = new TextAnalyzer(source);
        _isBinary = source.Flag("binary");
        var vocabulary = source.Get("vocabulary_") as PyDict ?? throw source.Other("vocabulary_", "a dict of terms");
        foreach (var (term, number) in vocabulary.Entries)
            if (term is not string text || PyValue.AsWhole(number) is not { } index || index < 0 || index >= vocabulary.Count
                || !_vocabulary.TryAdd(text, (int)index)) throw source.Other("vocabulary_", "a dict of terms and their numbers");
        if (_vocabulary.Count == 0) throw source.Other("vocabulary_", "at least one term");
        Transform = new Counts(this);
        if (Name == "TfidfVectorizer") Transform = Transform.Then(new TfidfTransformer(source.Object("_tfidf"), _vocabulary.Count).Transform!);
    }

    private sealed class Counts(Vectorizer vectorizer) : RowFunction
    {
        public override int Outputs => vectorizer._vocabulary.Count;

        public override bool TakesNumbers => false;

        public override Features Of(Features x)
        {
            if (x.ColumnCount != 1) throw new ArgumentException($"The input has {x.ColumnCount} columns, but {vectorizer.Name} expects one of texts.");
            var texts = x.Column(0);
            var counts = new Matrix(x.RowCount, Outputs);
            for (var row = 0; row < counts.Rows; row++)
            {
                var text = texts[row] as string ?? throw new ArgumentException($"Row {row} holds no text, which {vectorizer.Name} expects.");
                foreach (var term in vectorizer._analyzer.Terms(text))
                    if (vectorizer._vocabulary.TryGetValue(term, out var number)) counts[row, number] = vectorizer._isBinary ? 1 : counts[row, number] + 1;
            }
            return Features.Of(counts);
        }
    }
}
