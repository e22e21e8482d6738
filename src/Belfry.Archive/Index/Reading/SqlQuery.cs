using System.Text;

namespace Belfry.Archive;

/// <summary>A text of SQL in the making, with the values of its parameters: no value ever stands in the text.</summary>
internal sealed class SqlQuery
{
    private readonly StringBuilder _text = new();
    private readonly List<object> _values = [];

    /// <summary>The text so far; parameters are question marks.</summary>
    public string Text => _text.ToString();

    /// <summary>True when nothing was added yet.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>The values of the parameters, in order: texts, whole numbers, bytes.</summary>
    public IReadOnlyList<object> Values => _values;

    public SqlQuery Append(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>Adds a parameter.</summary>
    public SqlQuery Value(object value)
    {
        _text.Append('?');
        _values.Add(value);
        return this;
    }

    /// <summary>Adds another query's text and values.</summary>
    public SqlQuery Append(SqlQuery other)
    {
        _text.Append(other._text);
        _values.AddRange(other._values);
        return this;
    }

    /// <summary>The statement of this text, with the values bound.</summary>
    public SqliteStatement Prepare(SqliteDatabase database)
    {
        return database.Prepare(Text).BindAll([.. _values]);
    }
}
