"""The control log: what was done and refused in the payment chain, kept so that nobody can change it unseen (C7).

Acts add entries in their own transaction; a sequencer puts them into an RFC 6962 tree and signs a checkpoint of it;
anyone with the log's public key can check the whole log without trusting us. The formats are C2SP's: tlog-tiles,
tlog-checkpoint, signed-note and tlog-cosignature.
"""
