using LineaSharp.Internal;

namespace LineaSharp.Python;

/// <summary>An object that lives in a Python session: a trained model, a DataFrame, a function, anything.</summary>
/// <remarks>It is the same object on every use, not a copy. Disposing it, or letting go of it, lets Python forget it unless a variable there has it.</remarks>
public sealed class PythonObject : IDisposable
{
    private readonly PythonReference _reference;

    internal PythonObject(PythonReference reference, string typeName, string repr, string? modelFlavor)
    {
        _reference = reference;
        TypeName = typeName;
        Repr = repr;
        ModelFlavor = modelFlavor;
    }

    /// <summary>The session that it lives in.</summary>
    public PythonSession Session => _reference.Session;

    /// <summary>The full name of its type: <c>sklearn.linear_model._logistic.LogisticRegression</c>, <c>int</c>.</summary>
    public string TypeName { get; }

    /// <summary>What Python's <c>repr</c> gave when it came to .NET; cut after 2,000 characters.</summary>
    public string Repr { get; }

    /// <summary>MLflow's flavor of models of this type: <c>sklearn</c>, <c>xgboost</c>, <c>statsmodels</c>, <c>prophet</c> …; null when it is no model.</summary>
    public string? ModelFlavor { get; }

    /// <summary>What <see cref="WithSaveArguments"/> gave; empty without.</summary>
    public IReadOnlyDictionary<string, object?> SaveArguments { get; private init; } = new Dictionary<string, object?>();

    /// <summary>Calls a method.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="arguments">Text, numbers, dates and times, bytes, arrays (numpy's), tables (pandas'), PythonObjects of the same session, and lists and string-keyed dictionaries of these. The default is none.</param>
    /// <param name="keywords">Arguments by name. The default is none.</param>
    /// <param name="cancellationToken">Stops the call: see <see cref="PythonSessionOptions.InterruptLimit"/>.</param>
    /// <returns>What it gives, left in Python: <see cref="GetValueAsync"/> brings it here.</returns>
    /// <exception cref="PythonException">The method raised an error, or there is none of that name.</exception>
    /// <exception cref="ArgumentException">An argument has no form in Python, or is of another session.</exception>
    /// <exception cref="LineaException">Unavailable: the process died, or the call took too long.</exception>
    public Task<PythonObject> CallAsync(
        string method, IReadOnlyList<object?>? arguments = null, IReadOnlyDictionary<string, object?>? keywords = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        return Session.CallAsync(this, method, arguments ?? [], keywords, cancellationToken);
    }

    /// <inheritdoc cref="CallAsync"/>
    public PythonObject Call(string method, IReadOnlyList<object?>? arguments = null, IReadOnlyDictionary<string, object?>? keywords = null) =>
        Blocking.Run(() => CallAsync(method, arguments, keywords));

    /// <summary>Calls the object itself: a function, a class.</summary>
    /// <param name="arguments">As of <see cref="CallAsync"/>.</param>
    /// <param name="keywords">Arguments by name. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <inheritdoc cref="CallAsync" path="/exception"/>
    public Task<PythonObject> InvokeAsync(IReadOnlyList<object?>? arguments = null, IReadOnlyDictionary<string, object?>? keywords = null, CancellationToken cancellationToken = default) =>
        Session.CallAsync(this, null, arguments ?? [], keywords, cancellationToken);

    /// <inheritdoc cref="InvokeAsync"/>
    public PythonObject Invoke(IReadOnlyList<object?>? arguments = null, IReadOnlyDictionary<string, object?>? keywords = null) => Blocking.Run(() => InvokeAsync(arguments, keywords));

    /// <summary>The value of an attribute, left in Python.</summary>
    /// <exception cref="PythonException">There is no such attribute, or reading it raised an error.</exception>
    public Task<PythonObject> GetAttributeAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Session.AttributeAsync(this, name, cancellationToken);
    }

    /// <inheritdoc cref="GetAttributeAsync"/>
    public PythonObject GetAttribute(string name) => Blocking.Run(() => GetAttributeAsync(name));

    /// <summary>Brings the value here, as a copy.</summary>
    /// <typeparam name="T">
    /// None is null; bool, str, bytes are bool, string, byte[]; int is long, or any whole-number type that it fits, or BigInteger; float is double or float; datetime and date are DateTime or
    /// DateTimeOffset, and DateOnly. A numpy array is an array of exactly its elements and dimensions (<c>double[,]</c>); a DataFrame or Series is a <see cref="Models.Table"/> (its index is left
    /// out); a list or tuple is IReadOnlyList&lt;object?&gt;, or an array of long, int, double, string or bool; a dict with text keys is IReadOnlyDictionary&lt;string, object?&gt;. Any of them is an
    /// object, and a <see cref="Models.ModelData"/>.
    /// </typeparam>
    /// <exception cref="LineaException">TypeMismatch: it is of another type, which the message names, or has no form in .NET.</exception>
    public async Task<T> GetValueAsync<T>(CancellationToken cancellationToken = default) =>
        ValueConversion.To<T>(await Session.ValueAsync(this, cancellationToken).ConfigureAwait(false), TypeName);

    /// <inheritdoc cref="GetValueAsync"/>
    public T GetValue<T>() => Blocking.Run(() => GetValueAsync<T>());

    /// <summary>
    /// The same object, to be saved with these arguments of its MLflow flavor's <c>save_model</c>, such as <c>serialization_format</c>, <c>pyfunc_predict_fn</c> and <c>skops_trusted_types</c>
    /// (sklearn), <c>model_format</c> (xgboost) or <c>remove_data</c> (statsmodels). Where the interpreter has mlflow, all of its arguments.
    /// </summary>
    /// <remarks>What is the same for every flavor (signature, input example, requirements …) is given to the save itself, as <see cref="Models.LogModelOptions"/>.</remarks>
    public PythonObject WithSaveArguments(IReadOnlyDictionary<string, object?> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new(_reference, TypeName, Repr, ModelFlavor) { SaveArguments = new Dictionary<string, object?>(arguments) };
    }

    /// <summary>Lets Python forget the object, unless a variable there has it.</summary>
    public void Dispose() => _reference.Dispose();

    /// <inheritdoc/>
    public override string ToString() => Repr;

    internal long NumberIn(PythonSession session)
    {
        ObjectDisposedException.ThrowIf(_reference.IsReleased, this);
        return _reference.Session == session ? _reference.Number : throw PythonErrors.OtherSession(this);
    }
}
