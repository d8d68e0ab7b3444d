namespace ZTunnelSim.Data;

/// <summary>The name under which a connection is put together with others.</summary>
internal static class WorkloadKey
{
    /// <summary>Room for any name that is built; longer ones are cut.</summary>
    public const int MaxBytes = 1024;

    /// <summary>Gives the name, where it must be built in a buffer of <see cref="MaxBytes"/>; pods' own suffixes are cut off.</summary>
    public static ReadOnlySpan<byte> Of(
        in RawConnection connection, ConnectionGrouping grouping, Span<byte> buffer, bool ofPods = true) =>
        grouping switch
        {
            ConnectionGrouping.DestinationService when !connection.Service.IsEmpty => WithoutCluster(connection.Service),
            ConnectionGrouping.SourceWorkload => Join(connection.SourceWorkload, connection.SourceNamespace, buffer, ofPods),
            ConnectionGrouping.None => "all"u8,
            _ => Join(connection.DestinationWorkload, connection.DestinationNamespace, buffer, ofPods),
        };

    /// <summary>A workload, or a pod's, and its namespace as one name.</summary>
    public static ReadOnlySpan<byte> Join(
        ReadOnlySpan<byte> workload, ReadOnlySpan<byte> space, Span<byte> buffer, bool ofPods = true)
    {
        if (workload.IsEmpty) return "unknown"u8;
        ReadOnlySpan<byte> owner = ofPods ? PodName.Owner(workload) : workload;
        if (owner.Length + 1 + space.Length > buffer.Length) return owner[..Math.Min(owner.Length, buffer.Length)];
        owner.CopyTo(buffer);
        if (space.IsEmpty) return buffer[..owner.Length];
        buffer[owner.Length] = (byte)'.';
        space.CopyTo(buffer[(owner.Length + 1)..]);
        return buffer[..(owner.Length + 1 + space.Length)];
    }

    /// <summary>The name and namespace of <c>name.namespace.svc.cluster.local</c>; other names stay as they are.</summary>
    private static ReadOnlySpan<byte> WithoutCluster(ReadOnlySpan<byte> service)
    {
        int suffix = service.IndexOf(".svc."u8);
        ReadOnlySpan<byte> name = suffix > 0 ? service[..suffix] : service;
        return name[..Math.Min(name.Length, MaxBytes)];
    }
}
