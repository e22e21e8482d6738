using System.Globalization;
using Belfry.Orthanc.Isolation.Memory;
using Belfry.Orthanc.Isolation.Processes;

namespace Belfry.Orthanc.Child;

/// <summary>Hosts one native plugin for a server that started this program; it is of no use to anybody else.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not [var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var server) || !ServerTie.Fasten(server))
        {
            Console.Error.WriteLine("This program hosts a native plugin for a Belfry server, which starts it by itself.");
            return 2;
        }

        using var region = SharedRegion.Open(LinuxChild.MemoryFile);
        LinuxChild.Close(LinuxChild.MemoryFile);
        new ChildServer(new ServerLine(region)).Run();
        return 0;
    }
}
