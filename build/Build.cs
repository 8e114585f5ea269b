class Build : BuildBase
{
    static int Main() => 0;
}
