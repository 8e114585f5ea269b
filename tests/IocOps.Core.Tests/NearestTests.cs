namespace IocOps.Core.Tests;

public class NearestTests
{
    [Theory]
    [InlineData("imag", "; did you mean 'image'?")]
    [InlineData("nothing-like-it", ".")]
    [InlineData("x", ".")]
    public void What_follows_a_complaint_ends_a_sentence(string word, string end) => Assert.Equal(end, Nearest.Sentence(word, ["image", "bin", "y"]));
}
