"""What runs in the sandbox, with students' code. The grader shares only the wire with it and believes nothing."""
