using System.CommandLine;
using System.Reflection;
using System.Text;
using Cavum.Cli;

namespace Cavum.Tests.Architecture;

/// <summary>What others build on, as approved text: a change of a public signature or of an option is then seen in the review.</summary>
public class PublicApiTests
{
    [Theory]
    [InlineData("Cavum.Core")]
    [InlineData("Cavum.Stats")]
    [InlineData("Cavum.Assay")]
    [InlineData("Cavum.Imaging")]
    [InlineData("Cavum.Preclinical")]
    public void Public_signatures_are_the_approved_ones(string library)
    {
        var text = new StringBuilder();
        foreach (var type in Assembly.Load(library).GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal)) text.Append("    ").Append(member).Append('\n');
        }
        Approvals.Verify(text.ToString(), "public-api-" + library);
    }

    [Fact]
    public void Commands_and_their_options_are_the_approved_ones()
    {
        var text = new StringBuilder();
        foreach (var area in Areas.All().OrderBy(a => a.Name, StringComparer.Ordinal)) Describe(area, "cavum", text);
        Approvals.Verify(text.ToString(), "command-line");
    }

    private static void Describe(Command command, string above, StringBuilder text)
    {
        string name = above + " " + command.Name;
        text.Append(name).Append(string.Concat(command.Arguments.Select(a => " " + a.Name))).Append(": ").Append(command.Description).Append('\n');
        foreach (var option in command.Options.OrderBy(o => o.Name, StringComparer.Ordinal))
            text.Append("    ").Append(option.Name).Append(option.Required ? " (required)" : "").Append(": ").Append(option.Description).Append('\n');
        foreach (var below in command.Subcommands.OrderBy(c => c.Name, StringComparer.Ordinal)) Describe(below, name, text);
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : "class";

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum) return Enum.GetNames(type);
        return
        [
            .. type.GetFields(declared).Where(f => !f.IsSpecialName).Select(f => $"{Name(f.FieldType)} {f.Name}"),
            .. type.GetProperties(declared).Where(p => p.Name != "EqualityContract").Select(p => $"{Name(p.PropertyType)} {p.Name} {{ {(p.CanRead ? "get; " : "")}{(p.CanWrite ? "set; " : "")}}}"),
            .. type.GetConstructors(declared).Select(c => $"new({Parameters(c)})"),
            .. type.GetMethods(declared).Where(m => !m.IsSpecialName && !OfEveryRecord(m)).Select(m => $"{Name(m.ReturnType)} {m.Name}({Parameters(m)})"),
        ];
    }

    /// <summary>What the compiler writes for a record says nothing.</summary>
    private static bool OfEveryRecord(MethodInfo method) => method.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "<Clone>$" or "PrintMembers";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? "?" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!) + "&";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        string own = type.IsNested && !type.IsGenericParameter ? Name(type.DeclaringType!) + "." + type.Name : type.Name;
        return type.IsGenericType ? $"{own.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : own;
    }
}
