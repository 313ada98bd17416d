using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LineaSharp.Bench;

/// <summary>The requests that work sends, as the runtime tells of them: method and path, in the order they begin.</summary>
internal static partial class HttpCalls
{
    public static async Task<IReadOnlyList<string>> OfAsync(Func<Task> work)
    {
        var calls = new List<string>();
        void Note(KeyValuePair<string, object?> told)
        {
            if (told.Key != "System.Net.Http.HttpRequestOut.Start" || told.Value?.GetType().GetProperty("Request")?.GetValue(told.Value) is not HttpRequestMessage request) return;
            lock (calls) calls.Add($"{request.Method} {Id().Replace(request.RequestUri!.AbsolutePath, "<id>")}");
        }

        IDisposable? requests = null;
        using var listeners = DiagnosticListener.AllListeners.Subscribe(new Observer<DiagnosticListener>(listener =>
        {
            if (listener.Name == "HttpHandlerDiagnosticListener") requests = listener.Subscribe(new Observer<KeyValuePair<string, object?>>(Note));
        }));
        await work();
        requests?.Dispose();
        lock (calls) return calls.ToArray();
    }

    [GeneratedRegex("(?<=/(m-)?)[0-9a-f]{32}(?=/|$)")]
    private static partial Regex Id();

    private sealed class Observer<T>(Action<T> next) : IObserver<T>
    {
        public void OnNext(T value) => next(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
