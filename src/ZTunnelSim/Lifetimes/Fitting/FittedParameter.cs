using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>A law's parameter, spelled as the law's description spells it, with its uncertainty.</summary>
/// <param name="Name">The name; a mixture's components are numbered from 1: <c>mean1</c>, <c>weight2</c>.</param>
/// <param name="Estimate">The estimate with its standard error and 95 % interval.</param>
public sealed record FittedParameter(string Name, LifetimeEstimate Estimate);
