using System.Buffers;

namespace DataSync.Core.Items;

/// <summary>Output of <see cref="CanonicalJson"/>: a growing buffer that can put the entries of a map or set in order after they were written.</summary>
internal sealed class CanonicalBuffer
{
    // What a JSON string must escape, and the lead byte of the two characters that JSON allows and SQS does not.
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\', 0xEF]);

    private byte[] _buffer = new byte[4096];
    private byte[] _scratch = [];
    private Entry[] _entries = new Entry[64];
    private int _entryCount;

    private readonly record struct Entry(int Start, int NameEnd, int End);

    /// <summary>A map, list or set being written.</summary>
    internal readonly record struct Scope(int Start, int FirstEntry);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        _entryCount = 0;
    }

    public void Append(byte value)
    {
        EnsureRoom(1);
        _buffer[Length++] = value;
    }

    public void Append(scoped ReadOnlySpan<byte> value)
    {
        EnsureRoom(value.Length);
        value.CopyTo(_buffer.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>A JSON string of unescaped text, escaped in the one way of the canonical form.</summary>
    public void AppendText(scoped ReadOnlySpan<byte> text)
    {
        Append((byte)'"');
        while (true)
        {
            var special = text.IndexOfAny(Special);
            if (special < 0)
            {
                Append(text);
                break;
            }

            Append(text[..special]);
            text = text[(special + AppendSpecial(text[special..]))..];
        }

        Append((byte)'"');
    }

    public Scope Open(char bracket)
    {
        Append((byte)bracket);
        return new Scope(Length, _entryCount);
    }

    public int StartEntry() => Length;

    public void EndEntry(int start, int nameEnd)
    {
        Append((byte)',');
        if (_entryCount == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[_entryCount++] = new Entry(start, nameEnd, Length);
    }

    /// <summary>Ends a scope: entries in order of their names' bytes if asked, the last comma replaced by the bracket.</summary>
    public void Close(Scope scope, char bracket, bool sort)
    {
        if (_entryCount == scope.FirstEntry)
        {
            Append((byte)bracket);
            return;
        }

        if (sort)
        {
            Sort(scope);
        }

        _entryCount = scope.FirstEntry;
        _buffer[Length - 1] = (byte)bracket;
    }

    private void Sort(Scope scope)
    {
        var entries = _entries.AsSpan(scope.FirstEntry, _entryCount - scope.FirstEntry);
        if (IsSorted(entries))
        {
            return;
        }

        entries.Sort((left, right) => Name(left).SequenceCompareTo(Name(right)));
        if (!IsSorted(entries))
        {
            throw new MalformedItemException("An attribute name or set member occurs twice.");
        }

        var size = Length - scope.Start;
        if (_scratch.Length < size)
        {
            _scratch = new byte[Math.Max(size, _scratch.Length * 2)];
        }

        var to = 0;
        foreach (var entry in entries)
        {
            _buffer.AsSpan(entry.Start, entry.End - entry.Start).CopyTo(_scratch.AsSpan(to));
            to += entry.End - entry.Start;
        }

        _scratch.AsSpan(0, size).CopyTo(_buffer.AsSpan(scope.Start));
    }

    private bool IsSorted(ReadOnlySpan<Entry> entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            if (Name(entries[i - 1]).SequenceCompareTo(Name(entries[i])) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private ReadOnlySpan<byte> Name(Entry entry) => _buffer.AsSpan(entry.Start, entry.NameEnd - entry.Start);

    private int AppendSpecial(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'"' or (byte)'\\':
                Append((byte)'\\');
                Append(text[0]);
                return 1;
            case 0xEF when text.Length >= 3 && text[1] == 0xBF && text[2] is 0xBE or 0xBF:
                Append(text[2] == 0xBE ? "\\ufffe"u8 : "\\uffff"u8);
                return 3;
            case 0xEF:
                Append(text[0]);
                return 1;
            default:
                Append("\\u00"u8);
                Append((byte)(text[0] < 16 ? '0' : '1'));
                Append("0123456789abcdef"u8[text[0] & 15]);
                return 1;
        }
    }

    private void EnsureRoom(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        }
    }
}
