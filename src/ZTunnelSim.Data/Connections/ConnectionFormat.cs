namespace ZTunnelSim.Data;

/// <summary>The formats in which connections can be read.</summary>
public enum ConnectionFormat
{
    /// <summary>Found out from the first 64 KiB of each file.</summary>
    Auto,

    /// <summary>ztunnel's access log, as text, as JSON (<c>LOG_FORMAT=json</c>), or both mixed.</summary>
    AccessLog,

    /// <summary>A table with a header of named columns, separated by commas, semicolons or tabs.</summary>
    Csv,

    /// <summary>Zeek's <c>conn.log</c>, tab-separated with its <c>#fields</c> header.</summary>
    ZeekTsv,

    /// <summary>Zeek's <c>conn.log</c> as one JSON object a line.</summary>
    ZeekJson,

    /// <summary>
    /// The connections open now: <c>istioctl ztunnel-config connections -o json</c>, or ztunnel's own <c>config_dump</c>. It holds no ages
    /// and no opening times, so it gives counts and no lifetimes.
    /// </summary>
    OpenConnections,
}
