namespace Nuke.Common.Tooling
{
    public delegate T Configure<T>(T settings);
}

namespace Nuke.Common.Execution
{
    public class ExecutableTarget
    {
        private ExecutableTarget()
        {
        }

        public string Name => null;

        public string Description => null;

        public TimeSpan Duration => default;
    }
}

namespace Nuke.Common.IO
{
    public class AbsolutePath
    {
        private AbsolutePath()
        {
        }

        public string Name => null;

        public string NameWithoutExtension => null;

        public string Extension => null;

        public AbsolutePath Parent => null;

        public static implicit operator AbsolutePath(string path) => null;

        public static implicit operator string(AbsolutePath path) => null;

        public static AbsolutePath operator /(AbsolutePath left, string right) => null;

        public static AbsolutePath operator +(AbsolutePath left, string right) => null;
    }

    public static class AbsolutePathExtensions
    {
        public static bool FileExists(this AbsolutePath path) => false;

        public static bool DirectoryExists(this AbsolutePath path) => false;

        public static AbsolutePath CreateDirectory(this AbsolutePath path) => path;
    }
}
