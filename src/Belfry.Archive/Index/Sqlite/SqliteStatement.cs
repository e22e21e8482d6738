using SQLitePCL;

namespace Belfry.Archive;

/// <summary>A prepared statement. Parameters are numbered from 1, columns from 0. <see cref="Reset"/> ends its read of the database.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteDatabase _owner;
    private readonly sqlite3_stmt _handle;

    public SqliteStatement(SqliteDatabase owner, sqlite3 database, string sql)
    {
        _owner = owner;
        owner.Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    public SqliteStatement Bind(int index, long value)
    {
        _owner.Check(raw.sqlite3_bind_int64(_handle, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public SqliteStatement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        _owner.Check(raw.sqlite3_bind_text(_handle, index, value));
        return this;
    }

    /// <summary>Binds bytes; they are copied.</summary>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        _owner.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_handle, index, 0) : raw.sqlite3_bind_blob(_handle, index, value));
        return this;
    }

    public SqliteStatement BindNull(int index)
    {
        _owner.Check(raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Binds texts, whole numbers and bytes, from the first parameter on.</summary>
    public SqliteStatement BindAll(params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _ = values[i] switch
            {
                string text => Bind(i + 1, text),
                long number => Bind(i + 1, number),
                byte[] bytes => Bind(i + 1, bytes),
                var other => throw new InvalidOperationException($"No value of a column: {other.GetType()}."),
            };
        }

        return this;
    }

    /// <summary>The next row; false at the end, also of a hurried read.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
            return false;
        raw.sqlite3_reset(_handle);
        if (code == raw.SQLITE_INTERRUPT && _owner.IsHurried)
            return false;
        throw SqliteFailure.Of(code, raw.sqlite3_errmsg(raw.sqlite3_db_handle(_handle)).utf8_to_string());
    }

    /// <summary>Runs a statement that gives no rows, and makes it ready for the next time.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>True between a step that gave a row and the reset.</summary>
    public bool IsBusy => raw.sqlite3_stmt_busy(_handle) != 0;

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(_handle, column);

    public int GetInt32(int column) => raw.sqlite3_column_int(_handle, column);

    public string? GetText(int column) => IsNull(column) ? null : raw.sqlite3_column_text(_handle, column).utf8_to_string();

    /// <summary>The bytes, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> GetBytes(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <summary>Ends the run: the statement can be bound again, and the read of the database is over. Texts and bytes bound are let go.</summary>
    public void Reset()
    {
        raw.sqlite3_reset(_handle);
        raw.sqlite3_clear_bindings(_handle);
    }

    public void Dispose() => _handle.Dispose();
}
