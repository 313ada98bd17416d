namespace LineaSharp.Models;

/// <summary>Gives models of any flavor as <see cref="PyFuncModel"/>: the reader behind <c>artifact.GetValue&lt;PyFuncModel&gt;()</c>.</summary>
/// <param name="engines">The store's engines.</param>
internal sealed class PyFuncReader(IReadOnlyList<IPyFuncEngine> engines) : IModelFlavor
{
    public string Name => "python_function";

    // It reads what others wrote.
    public bool CanSave(object model) => false;

    public bool Reads(string flavor) => true;

    public bool CanLoadAs(Type type) => type == typeof(PyFuncModel);

    public Task SaveAsync(object model, ModelDirectory directory, CancellationToken cancellationToken) => throw new NotSupportedException("A python_function is saved by the flavor of its model.");

    public async Task<object> LoadAsync(ModelDirectory directory, Type type, CancellationToken cancellationToken) =>
        await PyFuncModel.OpenAsync(directory, engines, cancellationToken: cancellationToken).ConfigureAwait(false);
}
