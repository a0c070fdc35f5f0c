"""One module a kind of answer: the plan (which facts it needs, which would make it better) and the writing."""
