package models

// The wire has places that hold one of several types. The methods below say which types may stand in which place.

// IsTodoActivityResult lets a comment stand in the story of a record.
func (*Comment) IsTodoActivityResult() {}

// IsTodoActivityResult lets a line of the history stand in the story of a record.
func (*TodoAction) IsTodoActivityResult() {}

// IsSearchHitSource lets a record be found.
func (*Todo) IsSearchHitSource() {}

// IsSearchHitSource lets a comment be found.
func (*Comment) IsSearchHitSource() {}
