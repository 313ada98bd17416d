using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.v3;

namespace LineaSharp.Tests.Rules;

/// <summary>House rules that reflection can tell; each gives what breaks it.</summary>
internal static class ApiRules
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Where both <c>X</c> and <c>XAsync</c> exist, each overload of one has its twin in the other.</summary>
    public static IEnumerable<string> UnequalTwins(IEnumerable<Type> types)
    {
        foreach (var type in types)
        {
            var methods = type.GetMethods(Declared).Where(method => !method.IsSpecialName).ToLookup(method => method.Name);
            foreach (var blocking in methods.Where(group => methods.Contains(group.Key + "Async")))
            {
                var twins = methods[blocking.Key + "Async"].ToArray();
                foreach (var method in blocking)
                    if (!twins.Any(twin => AreTwins(method, twin))) yield return $"{Text(method)}: no {blocking.Key}Async has equal parameters and result";
                foreach (var twin in twins)
                    if (!blocking.Any(method => AreTwins(method, twin))) yield return $"{Text(twin)}: no {blocking.Key} has equal parameters and result";
            }
        }
    }

    public static IEnumerable<string> WithoutToken(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(Declared)
        where IsAsynchronous(method.ReturnType)
            && method.Name != nameof(IAsyncDisposable.DisposeAsync)
            // Overrides of the platform's methods (Stream, …) have the platform's parameters.
            && method.GetBaseDefinition().DeclaringType!.Assembly == type.Assembly
            && method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)
            // Tests of a conformance suite are called by the runner, delegates with what they were made for.
            && !method.GetCustomAttributes().OfType<IFactAttribute>().Any()
            && !typeof(Delegate).IsAssignableFrom(type)
        select Text(method);

    public static IEnumerable<string> NamelessTypes(IEnumerable<Type> types) =>
        from type in types
        where !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        // What a source generator writes is not ours to name.
        where !type.FullName!.Contains('<', StringComparison.Ordinal)
        let name = type.Name.Split('`')[0]
        where new[] { "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities" }.Any(word => name.EndsWith(word, StringComparison.Ordinal))
        select type.FullName;

    public static IEnumerable<string> LeftOpen(IEnumerable<Type> types) =>
        from type in types
        where type.IsClass && !type.IsSealed && !type.IsAbstract && !typeof(Exception).IsAssignableFrom(type)
        select type.FullName;

    private static bool AreTwins(MethodInfo blocking, MethodInfo asynchronous)
    {
        var parameters = asynchronous.GetParameters().SkipLast(1).ToArray();
        return blocking.GetParameters().Select(Shape).SequenceEqual(parameters.Select(Shape))
            && IsResult(blocking.ReturnType, Result(asynchronous.ReturnType));
    }

    // By name as well: the T of one generic method is another type than the T of its twin.
    private static bool IsResult(Type blocking, Type asynchronous) =>
        blocking.ToString() == asynchronous.ToString() || asynchronous.IsAssignableFrom(blocking);

    private static (string, string, object?) Shape(ParameterInfo parameter) =>
        (parameter.Name!, parameter.ParameterType.ToString(), parameter.HasDefaultValue ? parameter.DefaultValue ?? "null" : "required");

    private static Type Result(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask)) return typeof(void);
        if (!type.IsGenericType) return type;
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Task<>) || definition == typeof(ValueTask<>)) return type.GetGenericArguments()[0];
        return definition == typeof(IAsyncEnumerable<>) ? typeof(IReadOnlyList<>).MakeGenericType(type.GetGenericArguments()) : type;
    }

    private static bool IsAsynchronous(Type type) => Result(type) != type;

    private static string Text(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.ParameterType.Name} {parameter.Name}"))})";
}
