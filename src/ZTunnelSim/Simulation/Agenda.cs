namespace ZTunnelSim.Simulation;

/// <summary>What is to happen when, of nodes, pods and the controller; connections have event sets of their own.</summary>
internal sealed class Agenda
{
    private const int KindShift = 28;
    private readonly EventHeap _heap = new();

    public double NextTime => _heap.NextTime;

    public void Add(double time, AgendaKind kind, int index)
    {
        if (time < double.PositiveInfinity) _heap.Push(time, (int)kind << KindShift | index);
    }

    /// <summary>What is next; there has to be something.</summary>
    public (double Time, AgendaKind Kind, int Index) Peek() => Read(_heap.Next);

    public void Pop() => _heap.Pop();

    private static (double Time, AgendaKind Kind, int Index) Read(EventHeap.Entry entry) =>
        (entry.Time, (AgendaKind)(entry.Tag >> KindShift), entry.Tag & ((1 << KindShift) - 1));
}

/// <summary>Whose turn it is.</summary>
internal enum AgendaKind
{
    /// <summary>A node's replacement takes a step.</summary>
    NodeStep,

    /// <summary>An application's pod becomes ready, or has to exit.</summary>
    PodStep,

    /// <summary>The controller asked to be woken.</summary>
    Controller,
}
