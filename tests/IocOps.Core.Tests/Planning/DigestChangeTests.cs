using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

public sealed class DigestChangeTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void What_is_the_same_is_no_change() => Assert.Empty(DigestChange.Between([Row("a")], [Row("a")], Noon));

    [Fact]
    public void A_state_a_move_a_restart_a_new_one_and_one_that_is_gone_are_changes()
    {
        var before = new[] { Row("a"), Row("b"), Row("c"), Row("d") };
        DigestRow[] after = [Row("a") with { State = DigestState.Failed, Since = null }, Row("b") with { Nodes = ["n2"] }, Row("c") with { Since = Noon.AddMinutes(1) }, Row("e")];

        var changes = DigestChange.Between(before, after, Noon);

        Assert.Equal(["a", "b", "c", "e", "d"], changes.Select(c => c.Name));
        Assert.Equal([true, false, false, true, true], changes.Select(c => c.IsOfState));
        Assert.Null(changes[4].Now);
    }

    [Fact]
    public void A_folder_and_an_orphan_of_the_same_name_are_two()
    {
        DigestRow[] rows = [Row("a"), Row("a") with { State = DigestState.Orphan }];

        Assert.Equal(2, DigestChange.Between([], rows, Noon).Count);
        Assert.Empty(DigestChange.Between(rows, rows, Noon));
    }

    [Fact]
    public void Every_state_has_a_place_in_the_order_and_what_is_broken_comes_first()
    {
        Assert.Equal(DigestState.Failed, Enum.GetValues<DigestState>().MinBy(DigestUrgency.Of));
        Assert.True(DigestUrgency.Of(DigestState.Orphan) < DigestUrgency.Of(DigestState.Running));
    }

    private static DigestRow Row(string name) => new(name, DigestState.Running, FolderState.Ready, $"s_srv-{name}", 1, 1, Noon, ["n1"], "i:1", "healthy", "");
}
