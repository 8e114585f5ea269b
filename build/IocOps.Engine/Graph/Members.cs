using System.Linq.Expressions;
using System.Reflection;

namespace IocOps.Engine.Graph;

/// <summary>Reads members out of expressions without compiling them, which would cost tens of milliseconds.</summary>
internal static class Members
{
    /// <summary>The member that the expression's body names, or null.</summary>
    public static MemberInfo? Of(LambdaExpression expression) => (Strip(expression.Body) as MemberExpression)?.Member;

    /// <summary>The value of an expression; compiles (interpreted) only what is more than members, constants, not, and, or.</summary>
    public static object? Value(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } access => field.GetValue(Instance(access)),
        MemberExpression { Member: PropertyInfo property } access => property.GetValue(Instance(access)),
        UnaryExpression { NodeType: ExpressionType.Not, Operand: var operand } when operand.Type == typeof(bool) => !(bool)Value(operand)!,
        UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand } when IsUpcast(operand.Type, expression.Type) => Value(operand),
        BinaryExpression { NodeType: ExpressionType.AndAlso, Method: null } and => (bool)Value(and.Left)! && (bool)Value(and.Right)!,
        BinaryExpression { NodeType: ExpressionType.OrElse, Method: null } or => (bool)Value(or.Left)! || (bool)Value(or.Right)!,
        _ => Expression.Lambda(expression).Compile(preferInterpretation: true).DynamicInvoke(),
    };

    private static object? Instance(MemberExpression access) => access.Expression is { } inner ? Value(inner) : null;

    private static bool IsUpcast(Type from, Type to) => to.IsAssignableFrom(from) || Nullable.GetUnderlyingType(to) == from;

    private static Expression Strip(Expression expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand } ? Strip(operand) : expression;
}
