namespace Belfry.Sdk;

/// <summary>What became of one instance of a transaction. It counts for each reference that is equal to the one named.</summary>
/// <param name="Instance">A reference of the request.</param>
/// <param name="Outcome">Whether it is committed.</param>
public readonly record struct CommitmentAnswer(ReferencedInstance Instance, CommitmentOutcome Outcome);
