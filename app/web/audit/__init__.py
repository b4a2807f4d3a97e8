"""The auditor's pages: the trail and its verification."""
