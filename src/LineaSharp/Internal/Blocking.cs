namespace LineaSharp.Internal;

/// <summary>The one place where the library blocks: the synchronous twins on the public front end here.</summary>
internal static class Blocking
{
    /// <summary>Starts the work on the thread pool, away from any synchronization context, and waits for it.</summary>
    public static T Run<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();
}
