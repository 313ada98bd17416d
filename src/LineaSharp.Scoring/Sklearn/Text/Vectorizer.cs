using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Text;

/// <summary>CountVectorizer and TfidfVectorizer: how often each term of the vocabulary is in a text.</summary>
internal sealed class Vectorizer : Estimator
{
    private readonly TextAnalyzer _analyzer;
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly bool _isBinary;
    private readonly TfidfTransformer? _tfidf;

    public Vectorizer(PyObject source) : base(source)
    {
        _analyzer = new TextAnalyzer(source);
        _isBinary = source.Flag("binary");
        var vocabulary = source.Get("vocabulary_") as PyDict ?? throw source.Other("vocabulary_", "a dict of terms");
        foreach (var (term, number) in vocabulary.Entries)
            if (term is not string text || PyValue.AsWhole(number) is not { } index || index < 0 || index >= vocabulary.Count
                || !_vocabulary.TryAdd(text, (int)index)) throw source.Other("vocabulary_", "a dict of terms and their numbers");
        if (_vocabulary.Count == 0) throw source.Other("vocabulary_", "at least one term");
        if (Name == "TfidfVectorizer") _tfidf = new TfidfTransformer(source.Object("_tfidf"), _vocabulary.Count);
    }

    public override Methods Methods => Methods.Transform;

    public override int Width => _vocabulary.Count;

    public override Features Transform(Features x)
    {
        if (x.ColumnCount != 1) throw new ArgumentException($"The input has {x.ColumnCount} columns, but {Name} expects one of texts.");
        var texts = x.Column(0);
        var counts = new Matrix(x.RowCount, _vocabulary.Count);
        for (var row = 0; row < counts.Rows; row++)
        {
            var text = texts[row] as string ?? throw new ArgumentException($"Row {row} holds no text, which {Name} expects.");
            foreach (var term in _analyzer.Terms(text))
                if (_vocabulary.TryGetValue(term, out var number)) counts[row, number] = _isBinary ? 1 : counts[row, number] + 1;
        }
        return _tfidf is null ? Features.Of(counts) : _tfidf.Transform(Features.Of(counts));
    }
}
