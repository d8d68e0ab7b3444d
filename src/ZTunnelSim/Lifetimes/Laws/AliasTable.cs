namespace ZTunnelSim;

/// <summary>Draws an index with given weights in constant time: Vose, IEEE Trans. Softw. Eng. 17(9), 1991.</summary>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    public AliasTable(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights) total += weight;
        int n = weights.Length;
        _keep = new double[n];
        _alias = new int[n];
        Stack<int> small = new(n), large = new(n);
        for (int i = 0; i < n; i++)
        {
            _keep[i] = weights[i] / total * n;
            _alias[i] = i;
            (_keep[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            int poor = small.Pop();
            int rich = large.Peek();
            _alias[poor] = rich;
            _keep[rich] -= 1 - _keep[poor];
            if (_keep[rich] < 1) small.Push(large.Pop());
        }
        // A column that is left over keeps its own index: its share is 1 up to rounding.
        foreach (int i in small) _keep[i] = 1;
        foreach (int i in large) _keep[i] = 1;
    }

    public int Next(ref RandomStream random)
    {
        double u = random.NextDouble() * _keep.Length;
        int column = (int)u;
        return u - column < _keep[column] ? column : _alias[column];
    }
}
