// Exists so that the torch tests have one precompiled header to share.
