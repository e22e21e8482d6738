using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace WorklistSql;

/// <summary>
/// Where SQLite itself comes from. A managed plugin has it beside it. A library inside Orthanc takes the one that Orthanc has loaded: a second one in
/// the same process would be bound to the functions of the first, and nothing beside a plugin is looked for there.
/// </summary>
internal static class SqliteLibrary
{
    private static readonly Lock s_lock = new();
    private static bool s_isChosen;

    public static void Choose()
    {
        lock (s_lock)
        {
            if (s_isChosen)
                return;
            s_isChosen = true;
            if (!RuntimeFeature.IsDynamicCodeSupported)
                NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            Batteries_V2.Init();
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", out var library))
            return library;
        return 0;
    }
}
