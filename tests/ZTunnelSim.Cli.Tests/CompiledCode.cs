using System.Reflection;
using System.Reflection.Emit;

namespace ZTunnelSim.Cli.Tests;

/// <summary>What the instructions of the compiled code name.</summary>
internal static class CompiledCode
{
    public const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<byte, OpCode> Short = Instructions(size: 1), Long = Instructions(size: 2);

    /// <summary>Those of the packages and of the tool.</summary>
    public static readonly Assembly[] Assemblies =
    [
        typeof(SweepExtensions).Assembly, typeof(InputException).Assembly, typeof(Chart).Assembly, typeof(ExitCode).Assembly,
        Assembly.Load("ZTunnelSim.Cluster"),
    ];

    public static IEnumerable<Type> Types => Assemblies.SelectMany(a => a.GetTypes());

    public static IEnumerable<MethodBase> MethodsOf(Type type) =>
        type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).Concat(type.TypeInitializer is { } first ? [first] : []).Distinct();

    /// <summary>The instructions of a method that name a type or a member, with what they name.</summary>
    public static IEnumerable<(OpCode Instruction, MemberInfo Member)> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments(), arguments = method.IsGenericMethod
            ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            OpCode instruction = code[at] == 0xFE ? Long[code[at + 1]] : Short[code[at]];
            at += instruction.Size;
            switch (instruction.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return (instruction, method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, arguments)!);
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + 4 * BitConverter.ToInt32(code, at);
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at += 1;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    private static Dictionary<byte, OpCode> Instructions(int size) => typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .Where(o => o.Size == size)
        .ToDictionary(o => (byte)(o.Value & 0xFF));
}
