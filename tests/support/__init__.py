"""What the black-box suites share: the server process, HTTP clients, the contract and raw sockets."""
