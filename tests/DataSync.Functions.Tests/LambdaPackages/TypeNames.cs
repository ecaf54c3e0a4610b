using System.Reflection;

namespace DataSync.Functions.Tests.LambdaPackages;

/// <summary>Type names as C# writes them, with namespaces.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
    };

    public static string Of(Type type)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Of(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        return s_keywords.TryGetValue(type, out var keyword) ? keyword : Prefix(type) + Plain(type) + Arguments(type);
    }

    public static string Arguments(MethodInfo method) => List(method.GetGenericArguments());

    private static string Prefix(Type type) => (type.IsNested ? Of(type.DeclaringType!) : type.Namespace) + ".";

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static string Arguments(Type type) => type.IsNested ? string.Empty : List(type.GetGenericArguments());

    private static string List(Type[] arguments) => arguments.Length == 0 ? string.Empty : $"<{string.Join(", ", arguments.Select(Of))}>";
}
