using System.Security.Cryptography;
using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Tests.Lab;

public sealed class LabImageTests
{
    [Fact]
    public void The_same_busybox_gives_the_same_image()
    {
        var one = LabImage.Build([1, 2, 3]).Archive;

        Assert.Equal(SHA256.HashData(one), SHA256.HashData(LabImage.Build([1, 2, 3]).Archive));
        Assert.NotEqual(SHA256.HashData(one), SHA256.HashData(LabImage.Build([1, 2, 4]).Archive));
    }
}
