using IocOps.Core.Epics;

namespace IocOps.Core.Tests.Epics;

public sealed class EpicsTextTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("say \"hi\"", "'say \"hi\"'")]
    [InlineData(@"a\b", @"""a\b""")]
    [InlineData("$(A)", "\"$(A)\"")]
    public void An_iocsh_argument_is_quoted_as_iocsh_reads_it(string value, string expected) => Assert.Equal(expected, IocshText.Quote(value));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("'\"")]
    [InlineData("$(touch F)")]
    [InlineData("\"$(A)\"")]
    public void What_iocsh_cannot_express_is_not_quoted(string value) => Assert.Throws<ArgumentException>(() => IocshText.Quote(value));

    // One layer of backslashes is taken away by macLib, see SubstitutionText.
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a, b=c; d", "\"a, b=c; d\"")]
    [InlineData("a\"b", @"""a\""b""")]
    [InlineData(@"a\""b", @"""a\\\""b""")]
    [InlineData("it's", "\"it's\"")]
    public void A_macro_value_arrives_to_the_letter(string value, string expected) => Assert.Equal(expected, SubstitutionText.Quote(value));

    [Fact]
    public void Macros_that_overflow_the_buffer_of_dbLoadTemplate_are_too_long()
    {
        Assert.False(SubstitutionText.IsTooLong(Enumerable.Repeat(("NAME", new string('x', 200)), 20)));
        Assert.True(SubstitutionText.IsTooLong(Enumerable.Repeat(("NAME", new string('x', 200)), 25)));
        Assert.NotNull(SubstitutionText.Refusal(new string('x', 257)));
    }

    [Fact]
    public void Records_are_found_in_all_their_spellings()
    {
        const string db = """
            # record(ai, "NOT:this")
            record(ai,"A:one"){field(DESC,"record(ai, \"not:this\")")}
            grecord( bo , "$(P):two" )
            {
            }
            record(calc, $(P):three) { field(CALC, "A#B") }
            record("ai", "A:four") {
            """;
        Assert.Equal(
            [("ai", "A:one", 2), ("bo", "$(P):two", 3), ("calc", "$(P):three", 6), ("ai", "A:four", 7)],
            DbFile.Parse(db).Statements.OfType<DbRecord>().Select(r => (r.Type, r.Name, r.Place.Line)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("record(")]
    [InlineData("record(ai, unclosed")]
    [InlineData("$(")]
    [InlineData("\"\\")]
    public void A_broken_database_is_read_to_its_end(string db) => Assert.True(DbFile.Parse(db).Statements.OfType<DbRecord>().Count() <= 1);

    [Fact]
    public void Macros_inside_strings_are_told_from_others() =>
        Assert.Equal(["A", "D"], DbText.MacrosInStrings("record(ai, \"$(A)\") { field(INP, $(B)) # \"$(C)\"\n field(DESC, \"x${D=1}\") }").Order());
}
