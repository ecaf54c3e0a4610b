using System.Reflection;

namespace DataSync.Functions.Tests.LambdaPackages;

/// <summary>Prints what an assembly offers to others, one signature a line, in the notation of public-api.txt.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All signatures of the types, which must be visible from outside.</summary>
    public static IEnumerable<string> Of(IEnumerable<Type> types) => types.Where(t => t.IsVisible).SelectMany(Signatures).Order(StringComparer.Ordinal);

    /// <summary>A signature without its attributes: the listing has them where they matter to a caller, and they say nothing about whether code compiles.</summary>
    public static string WithoutAttributes(string signature)
    {
        var attributes = signature.IndexOf(" [", StringComparison.Ordinal);
        return attributes < 0 ? signature : signature[..attributes];
    }

    private static IEnumerable<string> Signatures(Type type)
    {
        yield return $"T:{TypeNames.Of(type)} : {Kind(type)}{Bases(type)}{Constraints(type)}";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield break;
        }

        foreach (var field in type.GetFields(Declared).Where(f => f.IsLiteral && Visible(f.Attributes)))
        {
            yield return $"F:{TypeNames.Of(type)}.{field.Name} : const {TypeNames.Of(field.FieldType)} = {Convert.ToInt64(field.GetRawConstantValue())}";
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(c => !c.IsStatic && Visible(c)))
        {
            yield return $"M:{TypeNames.Of(type)}.#ctor({Parameters(constructor)}){Modifiers(constructor)}";
        }

        foreach (var method in type.GetMethods(Declared).Where(m => Visible(m) && !m.IsSpecialName))
        {
            yield return $"M:{TypeNames.Of(type)}.{method.Name}{TypeNames.Arguments(method)}({Parameters(method)}) : {TypeNames.Of(method.ReturnType)}{Modifiers(method)}";
        }

        foreach (var property in type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(Visible)))
        {
            yield return $"P:{TypeNames.Of(type)}.{property.Name} : {TypeNames.Of(property.PropertyType)} {Accessors(property)}{Modifiers(property.GetMethod!)}";
        }
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool Visible(FieldAttributes attributes) => (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family;

    private static string Kind(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {TypeNames.Of(invoke.ReturnType)} ({Parameters(invoke)})";
        }

        return type switch
        {
            { IsEnum: true } => "enum " + TypeNames.Of(Enum.GetUnderlyingType(type)),
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum || type.IsValueType || typeof(Delegate).IsAssignableFrom(type))
        {
            return string.Empty;
        }

        var parent = type.BaseType is { } b && b != typeof(object) ? [b] : Type.EmptyTypes;
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = parent.Concat(type.GetInterfaces().Except(inherited)).Select(TypeNames.Of).ToArray();
        return bases.Length == 0 ? string.Empty : " extends " + string.Join(", ", bases);
    }

    private static string Constraints(Type type) => string.Concat(type.GetGenericArguments()
        .Where(a => a.IsGenericParameter && a.GetGenericParameterConstraints().Length > 0)
        .Select(a => $" where {a.Name} : {string.Join(", ", a.GetGenericParameterConstraints().Select(TypeNames.Of))}"));

    private static string Accessors(PropertyInfo property)
    {
        var get = property.GetMethod is { } g && Visible(g) ? "get; " : string.Empty;
        var set = property.SetMethod is { } s && Visible(s) ? "set; " : string.Empty;
        return $"{{ {get}{set}}}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        (p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : string.Empty)
        + (p.ParameterType.IsByRef ? "ref " : string.Empty)
        + TypeNames.Of(p.ParameterType) + " " + p.Name
        + (p.HasDefaultValue ? " = " + Default(p) : string.Empty)));

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType ? "default" : "null",
        string text => $"\"{text}\"",
        var other => other.ToString()!,
    };

    private static string Modifiers(MethodBase method)
    {
        var words = new List<string>();
        if (method.IsFamily || method.IsFamilyOrAssembly)
        {
            words.Add("protected");
        }

        if (method.IsStatic)
        {
            words.Add("static");
        }
        else if (method.DeclaringType!.IsInterface)
        {
            words.AddRange(method.IsAbstract ? [] : ["default-implementation"]);
        }
        else if (method.IsVirtual && !method.IsFinal)
        {
            var overrides = !method.Attributes.HasFlag(MethodAttributes.NewSlot);
            words.Add(method.IsAbstract ? "abstract" : overrides ? "override" : "virtual");
        }

        return words.Count == 0 ? string.Empty : $" ({string.Join(' ', words)})";
    }
}
