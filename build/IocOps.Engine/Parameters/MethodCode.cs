using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace IocOps.Engine.Parameters;

/// <summary>What a compiled method names (ECMA-335, partition III: an operation of one or two bytes, then its operand).</summary>
internal static class MethodCode
{
    private const byte TwoBytes = 0xFE;
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    /// <summary>Fields that it reads, methods that it calls or makes delegates of; of async methods and iterators those of what they became.</summary>
    public static IEnumerable<MemberInfo> Members(MethodBase method)
    {
        if (method.GetCustomAttribute<StateMachineAttribute>() is { StateMachineType: var machine })
            return machine.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
        return method.GetMethodBody()?.GetILAsByteArray() is { } code ? Members(method, code) : [];
    }

    private static List<MemberInfo> Members(MethodBase method, byte[] code)
    {
        var members = new List<MemberInfo>();
        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var operation = Codes[code[at] == TwoBytes ? (short)((TwoBytes << 8) | code[at + 1]) : code[at]];
            at += operation.Size;
            if (NamesMember(operation))
                members.AddRange(method.Module.ResolveMember(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)), ofType, ofMethod) is { } member ? [member] : []);
            at += OperandSize(operation, code.AsSpan(at));
        }

        return members;
    }

    // What is only written is not read: the initialiser of a field.
    private static bool NamesMember(OpCode operation) =>
        operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
        && operation != OpCodes.Stfld && operation != OpCodes.Stsfld;

    private static int OperandSize(OpCode operation, ReadOnlySpan<byte> operand) => operation.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };
}
